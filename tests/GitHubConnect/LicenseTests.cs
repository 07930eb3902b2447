using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>License sync: both lists read with people's tokens, each person counted once, shown, exported and forgotten.</summary>
public sealed class LicenseTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task People_of_both_sides_are_counted_once_against_the_seats_that_were_bought()
    {
        await SwitchedOnAsync();

        var count = await CountedAsync(readings: 1);

        var people = trip.Server.World.Accounts.Values.Count(account => account.IsPerson);
        Assert.Equal((people, 2), (count.OnServer, count.OnCloud));
        Assert.Equal((people, 2, 100), (count.People, count.Both, count.Bought));
        var page = await trip.PageAsync("/licenses");
        Assert.Contains($"{people} of 100 seats bought", page, StringComparison.Ordinal);
        Assert.Contains("the same verified e-mail address", page, StringComparison.Ordinal);
        Assert.Contains("one account", page, StringComparison.Ordinal);
        var file = await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/licenses.csv");
        Assert.Contains(
            "\"octocat\",\"octocat\",\"the same verified e-mail address\",\"\"\r\n",
            file.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(people + 2, file.Text.Split("\r\n").Length);
        // Addresses are not stored.
        await using var db = await trip.Trip.Doors.OpenAsync();
        Assert.Empty(
            await Traces.Search.ForAsync(
                trip.Trip.Portal,
                [("an address", "nobody@sandbox.example"u8.ToArray())]
            )
        );
    }

    [Fact]
    public async Task Where_GitHub_names_the_servers_accounts_that_is_why()
    {
        trip.Cloud.World.ConnectedServers.Clear();
        await SwitchedOnAsync();
        await CountedAsync(readings: 1);
        trip.Cloud.World.ConnectedServers.Add(
            new Sandbox.ConnectedServer("s-7", trip.Server.Url.Host, DateTimeOffset.UnixEpoch)
        );

        await RunAsync();
        await CountedAsync(readings: 2);

        Assert.Contains("GitHub says so", await trip.PageAsync("/licenses?show=both"));
        trip.Cloud.World.ConnectedServers.Clear();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_side_that_fails_leaves_the_count_before_and_recovers(bool server)
    {
        await SwitchedOnAsync();
        await CountedAsync(readings: 1);
        var fault = new Fault(
            server ? "GET /api/v3/users" : "GET /api/v3/enterprises",
            FaultKind.Maintenance
        );
        (server ? trip.Server : trip.Cloud).Faults.Add(fault);

        await RunAsync();

        var failing = await SeenAsync(row => row.FailingSince is not null);
        Assert.Contains("503", failing.LastResult, StringComparison.Ordinal);
        var page = await trip.PageAsync("/licenses");
        Assert.Contains("The last count failed", page, StringComparison.Ordinal);
        Assert.Contains("octocat", page, StringComparison.Ordinal);
        trip.Server.Faults.Clear();
        trip.Cloud.Faults.Clear();
        await RunAsync();
        await SeenAsync(row => row.FailingSince is null);
        await CountedAsync(readings: 2);
    }

    [Fact]
    public async Task It_takes_an_enterprise_and_both_tokens()
    {
        await trip.EnabledAsync();
        Assert.Contains("with an organization", await OnAsync(), StringComparison.Ordinal);
        await trip.EnabledAsync(OwnerKind.Enterprise);
        Assert.Contains("enterprise administrator's token", await OnAsync());
        await KeepAsync(LinkCredentialKind.CloudToken);
        Assert.Contains("site administrator's token", await OnAsync());
        await KeepAsync(LinkCredentialKind.ServerToken);

        Assert.Null(await OnAsync());
    }

    [Fact]
    public async Task It_is_counted_again_after_a_week_and_forgotten_with_the_switch_or_a_token()
    {
        await SwitchedOnAsync();
        await CountedAsync(readings: 1);
        await SetAsync(days: 6);
        await trip.Trip.Doors.Get<Portal.GitHubConnect.Licenses.CountLicenses>().RunAsync(Stop);
        await CountedAsync(readings: 1);
        await SetAsync(days: 8);
        await CountedAsync(readings: 2);

        await trip
            .Trip.Doors.Get<KeepToken>()
            .ForgetAsync(trip.LinkId, LinkCredentialKind.CloudToken, Doors.Actor, Stop);

        await using var db = await trip.Trip.Doors.OpenAsync();
        Assert.Empty((await trip.LinkAsync()).Features);
        Assert.False(await db.LicensePeople.AnyAsync(row => row.LinkId == trip.LinkId, Stop));
        Assert.False(await db.LicenseCounts.AnyAsync(row => row.LinkId == trip.LinkId, Stop));
    }

    private async Task SwitchedOnAsync()
    {
        await trip.EnabledAsync(OwnerKind.Enterprise);
        await KeepAsync(LinkCredentialKind.CloudToken);
        await KeepAsync(LinkCredentialKind.ServerToken);
        Assert.Null(await OnAsync());
    }

    private Task<string?> OnAsync() =>
        trip
            .Trip.Doors.Get<SwitchFeature>()
            .OnAsync(trip.LinkId, LinkFeatureKind.LicenseSync, Doors.Actor, Stop);

    private Task RunAsync() =>
        trip
            .Trip.Doors.Get<SwitchFeature>()
            .RunAsync(trip.LinkId, LinkFeatureKind.LicenseSync, Stop);

    private async Task KeepAsync(LinkCredentialKind kind)
    {
        var world = kind == LinkCredentialKind.CloudToken ? trip.Cloud.World : trip.Server.World;
        var token = world.MintPersonalToken(
            world.FindAccount("octocat")!,
            kind == LinkCredentialKind.CloudToken ? "read:enterprise" : "site_admin"
        );
        Assert.Null(
            await trip
                .Trip.Doors.Get<KeepToken>()
                .RunAsync(trip.LinkId, kind, new SecretText(token.Value), Doors.Actor, Stop)
        );
    }

    private Task<LinkFeature> SeenAsync(Func<LinkFeature, bool> enough) =>
        Until.SeenAsync(
            async () =>
                (await trip.LinkAsync()).Features.Single(row =>
                    row.Kind == LinkFeatureKind.LicenseSync
                ),
            enough
        );

    /// <summary>The latest count, once there are so many.</summary>
    private async Task<LicenseCount> CountedAsync(int readings)
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        var counts = await Until.SeenAsync(
            () =>
                db
                    .LicenseCounts.AsNoTracking()
                    .Where(row => row.LinkId == trip.LinkId)
                    .OrderBy(row => row.Id)
                    .ToListAsync(Stop),
            rows => rows.Count == readings
        );
        await SeenAsync(row => row is { RunWanted: false, LastRunAt: not null });
        return counts[^1];
    }

    private async Task SetAsync(int days)
    {
        var at = TimeProvider.System.GetUtcNow().AddDays(-days);
        await using var db = await trip.Trip.Doors.OpenAsync();
        await db
            .LinkFeatures.Where(row => row.LinkId == trip.LinkId)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.LastRunAt, at), Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
