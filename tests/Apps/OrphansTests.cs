using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>Apps that may remain on a server without the portal are listed until somebody says that they are gone.</summary>
public sealed class OrphansTests(SharedEndings shared) : IClassFixture<SharedEndings>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disconnect_that_nobody_confirmed_leaves_an_orphan_and_a_confirmed_one_none(
        bool confirmed
    )
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        if (confirmed)
        {
            await shared.DeleteAppAsync();
        }
        else
        {
            await trip.ChooseAsync(ending, row => row.FinishWithoutWaiting = true);
        }

        await trip.FinishedAsync(ending);

        var orphans = await OrphansOfAsync(trip, app.Name!);
        if (confirmed)
        {
            Assert.Empty(orphans);
            return;
        }

        var orphan = Assert.Single(orphans);
        Assert.Equal(
            (app.GitHubId, "globex", AppLinks.Advanced(app)),
            (orphan.GitHubId, orphan.Owner, orphan.Url)
        );
        Assert.Contains(app.Name!, await PageAsync(trip), StringComparison.Ordinal);
        await trip.Doors.Get<Orphans>().SettleAsync(orphan.Id, Doors.Actor, Stop);
        Assert.DoesNotContain(app.Name!, await PageAsync(trip), StringComparison.Ordinal);
        await using var db = await trip.Doors.OpenAsync();
        Assert.True(
            await db.AuditEntries.AnyAsync(
                entry => entry.Subject == $"{app.Name} on {orphan.HostName}",
                Stop
            )
        );
    }

    [Fact]
    public async Task Forgetting_a_server_that_does_not_answer_leaves_an_orphan()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        await trip.GitHub.FailAsync("/api/v3", "reset");
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.RevokeTokens, step => step.Unanswered);

        await trip.ChooseAsync(ending, row => row.ForgetAnyway = true);
        await trip.FinishedAsync(ending);

        Assert.Single(await OrphansOfAsync(trip, app.Name!));
    }

    [Fact]
    public async Task Beginning_again_while_the_app_may_exist_leaves_an_orphan_and_before_it_was_created_none()
    {
        var trip = await shared.ProposedAsync();
        var draft = (await trip.AppAsync()).ProposedName;
        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);
        Assert.Empty(await OrphansOfAsync(trip, draft));
        await trip.GitHub.FailAsync("POST /api/v3/app-manifests", "truncate", times: 1);
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        var app = await trip.AppAsync();
        Assert.Equal(AppCreation.MayExist, app.Creation);

        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);

        var orphan = Assert.Single(await OrphansOfAsync(trip, app.ProposedName));
        Assert.Equal(AppLinks.List(app), orphan.Url);
    }

    [Fact]
    public async Task A_draft_that_is_discarded_leaves_none()
    {
        var trip = await shared.ProposedAsync();
        var name = (await trip.AppAsync()).ProposedName;

        await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.Empty(await OrphansOfAsync(trip, name));
    }

    [Fact]
    public async Task A_second_app_from_another_tab_is_an_orphan_whose_name_is_not_known()
    {
        var trip = await shared.ProposedAsync();
        var first = (await trip.CreateOnServerAsync($"One {Guid.NewGuid():N}"[..20])).Location!;
        var second = (await trip.CreateOnServerAsync($"Two {Guid.NewGuid():N}"[..20])).Location!;
        await trip.Browser.GetAsync(first);

        await trip.Browser.GetAsync(second);
        await trip.Browser.GetAsync(second);

        var app = await trip.AppAsync();
        var orphan = Assert.Single(
            await OrphansOfAsync(trip, "name unknown"),
            row => row.Cause.Contains(app.Name!, StringComparison.Ordinal)
        );
        Assert.Equal((AppLinks.List(app), null), (orphan.Url, orphan.GitHubId?.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_that_was_entered_by_hand_leaves_the_lost_one_an_orphan_unless_it_is_that_one(
        bool same
    )
    {
        var trip = await shared.ProposedAsync();
        await trip.GitHub.FailAsync("POST /api/v3/app-manifests", "truncate", times: 1);
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        var lost = await trip.AppAsync();
        var world = trip.Rehearsal.Sandbox.World;
        var theirs = await ForeignApp.RegisterAsync(trip, lost.Key);
        var form = theirs.Form();
        if (same)
        {
            var found = world.Apps.Values.Single(app => app.Name == lost.ProposedName);
            form.AppId = $"{found.Id}";
            form.ClientId = found.ClientId;
            form.ClientSecret = new SecretText(found.ClientSecrets[0]);
            form.PrivateKey = new SecretText(world.AddKey(found));
        }

        var entry = await trip
            .Doors.Get<EnterApp>()
            .RunAsync(trip.HostId, trip.ConnectionId, lost.Key, form, Doors.Actor, Stop);

        Assert.Equal(trip.ConnectionId, entry.ConnectionId);
        Assert.Equal(same ? 0 : 1, (await OrphansOfAsync(trip, lost.ProposedName)).Count);
    }

    private static async Task<List<OrphanedApp>> OrphansOfAsync(Trip trip, string name)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db
            .OrphanedApps.AsNoTracking()
            .Where(row => row.Name == name && row.SettledAt == null)
            .ToListAsync(Stop);
    }

    private static async Task<string> PageAsync(Trip trip) =>
        (await trip.Browser.GetAsync("apps")).Words;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
