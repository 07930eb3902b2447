using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>Features go on and off, grants are given and taken, and all of it is written down.</summary>
public sealed class SwitchFeatureTests
{
    [Fact]
    public async Task A_feature_that_is_switched_off_takes_its_row_along_and_both_are_in_the_audit_log()
    {
        await using var sides = await CannedSides.BeginAsync(null, null);
        var features = sides.Doors.Get<SwitchFeature>();
        await features.AllowPrivateAsync(sides.LinkId, true, Doors.Actor, Stop);

        await features.OffAsync(sides.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);
        await features.OnAsync(sides.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);
        await features.OnAsync(sides.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);

        await using var db = await sides.Doors.OpenAsync();
        Assert.False((await db.LinkFeatures.SingleAsync(Stop)).PrivateRepositories);
        const string link = "ghes.example.com ↔ acme on github.com";
        Assert.Equal(
            [
                $"allowed unified search in private repositories of {link}",
                $"switched off unified search of {link}",
                $"switched on unified search of {link}",
            ],
            await db
                .AuditEntries.OrderBy(entry => entry.Id)
                .Select(entry => $"{entry.Action} {entry.Subject}")
                .ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task What_keeps_a_feature_off_is_said()
    {
        await using var sides = await CannedSides.BeginAsync(null, null);
        var features = sides.Doors.Get<SwitchFeature>();
        await using var db = await sides.Doors.OpenAsync();
        await db.Links.ExecuteUpdateAsync(
            update => update.SetProperty(link => link.EnabledAt, (DateTimeOffset?)null),
            Stop
        );

        Assert.Contains(
            "finish its setup",
            await features.OnAsync(sides.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "does not exist",
            await features.OnAsync(
                Guid.NewGuid(),
                LinkFeatureKind.UnifiedSearch,
                Doors.Actor,
                Stop
            ),
            StringComparison.Ordinal
        );
        Assert.Equal(1, await db.LinkFeatures.CountAsync(Stop));
    }

    [Fact]
    public async Task A_grant_is_given_once_taken_back_and_written_down_with_the_persons_name()
    {
        await using var sides = await CannedSides.BeginAsync(null, null);
        var grants = sides.Doors.Get<GrantAccess>();
        await using var db = await sides.Doors.OpenAsync();
        var person = new Administrator
        {
            Id = Guid.NewGuid(),
            UserName = "mona@example.com",
            Email = "mona@example.com",
        };
        db.Add(person);
        await db.SaveChangesAsync(Stop);
        var connection = await db.Connections.FirstAsync(Stop);

        Assert.True(await grants.GiveAsync(connection.Id, person.Id, Doors.Actor, Stop));
        Assert.True(await grants.GiveAsync(connection.Id, person.Id, Doors.Actor, Stop));
        Assert.False(await grants.GiveAsync(connection.Id, Guid.NewGuid(), Doors.Actor, Stop));
        Assert.Equal("test", (await db.Grants.SingleAsync(Stop)).GrantedBy);
        await grants.TakeAsync(connection.Id, person.Id, Doors.Actor, Stop);

        Assert.Equal(0, await db.Grants.CountAsync(Stop));
        Assert.Equal(
            [
                $"gave mona@example.com access to private repositories through {connection.Name}",
                $"took from mona@example.com the access to private repositories through {connection.Name}",
            ],
            await db
                .AuditEntries.OrderBy(entry => entry.Id)
                .Select(entry => $"{entry.Action} {entry.Subject}")
                .ToListAsync(Stop)
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
