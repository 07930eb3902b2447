using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Apps;

/// <summary>Everything for an app stops at once, whether GitHub answers or not, and goes on after the release.</summary>
public sealed class ContainTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private const string Push =
        """{"ref":"refs/heads/main","sender":{"login":"octocat"},"installation":{"id":ID},"repository":{"full_name":"NAME"}}""";

    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        await ReleaseAsync();
        // Nothing is under way any more that would ask for a token.
        await SeenAsync(row =>
            row
                is {
                    State: ResourceState.Available,
                    Reason: null,
                    CheckWanted: false,
                    Installation: { SyncWanted: false, SuspendedByPortal: false }
                }
        );
        await Trip.Rehearsal.Sandbox.IdleAsync();
        Trip.Rehearsal.Sandbox.Requests.Clear();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Containing_suspends_revokes_and_pauses_and_a_release_takes_all_of_it_back()
    {
        var installation = await InstallationAsync();
        // What other tests left at GitHub is gone; the portal has one token, and has used it.
        GitHub.InstallationTokens.Clear();
        await WantAllAsync();
        await Until.SeenAsync(
            () => Task.FromResult(GitHub.InstallationTokens.Count),
            tokens => tokens > 0
        );
        await Until.SeenAsync(RowAsync, row => !row.SyncWanted);

        await ContainAsync();
        var contained = await Trip.ConnectionAsync();
        await Until.SeenAsync(InstallationAsync, row => row.SuspendedAt is not null);

        Assert.Equal(
            (ResourceState.Error, Reason.Contained),
            (contained.State, contained.Reason!.Value)
        );
        Assert.True(installation.SuspendedByApp);
        await Until.SeenAsync(
            RowAsync,
            row => row is { SuspendedAt: not null, SuspendedByPortal: true }
        );
        Assert.DoesNotContain(
            installation,
            GitHub.InstallationTokens.Values.Select(token => token.Installation)
        );
        // Verified and stored, and not handled.
        var push = await PushedAsync();
        Assert.Equal(202, await push.PostAsync(Trip));
        await Trip.Rehearsal.Sandbox.IdleAsync();
        Trip.Rehearsal.Sandbox.Requests.Clear();
        await WantAllAsync();
        await IdleAsync();
        Assert.Equal(DeliveryState.Received, (await push.RowsAsync(Trip)).Single().State);
        Assert.DoesNotContain(
            Trip.Rehearsal.Sandbox.Requests.All,
            request =>
                request.Path.Contains("/repos", StringComparison.Ordinal)
                || request.Path == "/api/v3/app"
        );
        var page = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}");
        Assert.Contains("by the portal; a release ends it", page.Words, StringComparison.Ordinal);

        await ReleaseAsync();

        var released = await SeenAsync(row =>
            row is { State: ResourceState.Available, Reason: null }
        );
        Assert.Null(installation.SuspendedAt);
        Assert.Equal(contained.InstallationId, released.InstallationId);
        Assert.Equal(DeliveryState.Handled, (await push.HandledAsync(Trip)).State);
        Assert.False((await RowAsync()).SuspendedByPortal);
    }

    [Theory]
    [InlineData("maintenance")]
    [InlineData("reset")]
    public async Task Without_an_answer_work_stops_all_the_same_and_the_suspension_is_tried_until_it_is_done(
        string fault
    )
    {
        await Trip.GitHub.FailAsync("/api/v3/app", fault);

        await ContainAsync();

        await Until.SeenAsync(
            () => Task.FromResult(Trip.Asked("GET /api/v3/app/installations").Count),
            tries => tries > 1
        );
        Assert.Equal(Reason.Contained, (await Trip.ConnectionAsync()).Reason);
        Assert.Null((await InstallationAsync()).SuspendedAt);
        var push = await PushedAsync();
        Assert.Equal(202, await push.PostAsync(Trip));
        await WantAllAsync();
        await IdleAsync();
        Assert.Equal(DeliveryState.Received, (await push.RowsAsync(Trip)).Single().State);
        await Trip.GitHub.HealAsync();
        await Until.SeenAsync(InstallationAsync, row => row.SuspendedAt is not null);
    }

    [Fact]
    public async Task What_somebody_else_suspended_stays_suspended_after_the_release()
    {
        var installation = await InstallationAsync();
        GitHub.Suspend(installation, GitHub.FindAccount("octocat")!);
        await SeenAsync(row => row.Reason == Reason.Suspended);

        await ContainAsync();
        await Trip.Doors.Get<SuspendInstallations>().RunAsync(Stop);
        Assert.False((await RowAsync()).SuspendedByPortal);
        await ReleaseAsync();
        await Trip.Doors.Get<SuspendInstallations>().RunAsync(Stop);

        Assert.NotNull(installation.SuspendedAt);
        await SeenAsync(row => row.Reason == Reason.Suspended);
        Assert.DoesNotContain(
            Trip.Rehearsal.Sandbox.Requests.All,
            request => request.Path.EndsWith("/suspended", StringComparison.Ordinal)
        );
        GitHub.Unsuspend(installation);
        await SeenAsync(row => row.Reason is null);
    }

    [Fact]
    public async Task An_installation_that_nobody_connected_is_suspended_too_and_leaves_no_trace_after_the_release()
    {
        var app = (await InstallationAsync()).App;
        app.Public = true;
        var stray = GitHub.Install(
            app,
            GitHub.FindAccount("initech")!,
            GitHub.FindAccount("monalisa")!
        );
        await Trip.Rehearsal.Sandbox.IdleAsync();

        await ContainAsync();
        await Until.SeenAsync(() => Task.FromResult(stray), row => row.SuspendedAt is not null);
        await ReleaseAsync();

        await Until.SeenAsync(() => Task.FromResult(stray), row => row.SuspendedAt is null);
        await Until.SeenAsync(RowCountAsync, rows => rows == 1);
        GitHub.Uninstall(stray, GitHub.FindAccount("monalisa")!);
        await Trip.Rehearsal.Sandbox.IdleAsync();
    }

    [Fact]
    public async Task A_host_is_contained_with_every_app_on_it_and_released_as_a_whole()
    {
        var doors = Trip.Doors.Get<Contain>();
        await doors.HostAsync(Trip.HostId, Doors.Actor, Stop);
        await Until.SeenAsync(InstallationAsync, row => row.SuspendedAt is not null);
        Assert.Equal(Reason.Contained, (await Trip.ConnectionAsync()).Reason);
        var page = await Trip.Browser.GetAsync($"hosts/{Trip.HostId}/contain");
        Assert.Contains("is contained", page.Words, StringComparison.Ordinal);
        // It was stopped on purpose: that is said everywhere, and is no error.
        foreach (var path in new[] { "", "hosts", "connections", $"hosts/{Trip.HostId}" })
        {
            var seen = (await Trip.Browser.GetAsync(path)).Words;
            Assert.Contains("Contained", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("Available", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("See what is wrong", seen, StringComparison.Ordinal);
        }

        // Its app is not one whose suspension is about to end.
        var app = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}");
        Assert.Contains("The host of", app.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("keeps trying to end that", app.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(
            app.Document.QuerySelectorAll("button"),
            button => button.TextContent.StartsWith("Contain", StringComparison.Ordinal)
        );

        await doors.ReleaseHostAsync(Trip.HostId, Doors.Actor, Stop);

        await SeenAsync(row => row is { State: ResourceState.Available, Reason: null });
        await using var db = await Trip.Doors.OpenAsync();
        var audited = await db
            .AuditEntries.Where(entry =>
                entry.Subject == Trip.Rehearsal.Sandbox.Url.AbsoluteUri.TrimEnd('/')
            )
            .Select(entry => entry.Action)
            .ToListAsync(Stop);
        Assert.Contains("contained the host", audited);
        Assert.Contains("released the host", audited);
    }

    [Fact]
    public async Task A_kill_between_asking_and_writing_down_neither_forgets_nor_claims_a_suspension()
    {
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?> { ["PORTAL_PAUSE_AT"] = "suspended" },
            "globex"
        );
        var app = await trip.AppAsync();
        var installation = trip.Rehearsal.Sandbox.World.Installations.Values.Single();
        await trip.Doors.Get<Contain>().AppAsync(app.Id, Doors.Actor, Stop);
        await trip.Portal.WaitUntilPausedAsync("suspended");
        Assert.NotNull(installation.SuspendedAt);

        await trip.Portal.RestartAsync(
            new Dictionary<string, string?> { ["PORTAL_PAUSE_AT"] = null }
        );
        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row.Installation is { SuspendedAt: not null, SuspendedByPortal: true }
        );
        await trip.Doors.Get<Contain>().ReleaseAppAsync(app.Id, Doors.Actor, Stop);

        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row is { State: ResourceState.Available, Reason: null }
        );
        Assert.Null(installation.SuspendedAt);
    }

    private async Task ContainAsync() =>
        await Trip.Doors.Get<Contain>().AppAsync((await Trip.AppAsync()).Id, Doors.Actor, Stop);

    private async Task ReleaseAsync() =>
        await Trip
            .Doors.Get<Contain>()
            .ReleaseAppAsync((await Trip.AppAsync()).Id, Doors.Actor, Stop);

    private async Task<Signed> PushedAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        var row = await RowAsync();
        var name = await db
            .Repositories.Where(kept => kept.InstallationId == row.Id)
            .Select(kept => kept.FullName)
            .FirstAsync(Stop);
        return new Signed(
            "push",
            Push.Replace("ID", $"{row.GitHubId}", StringComparison.Ordinal)
                .Replace("NAME", name, StringComparison.Ordinal)
        );
    }

    private async Task WantAllAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        await db.Connections.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.CheckWanted, true),
            Stop
        );
        await db.Installations.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.SyncWanted, true),
            Stop
        );
    }

    /// <summary>The portal's workers have taken a turn: the wish for a check is taken up.</summary>
    private Task<Connection> IdleAsync() => SeenAsync(row => !row.CheckWanted);

    private Task<Connection> SeenAsync(Func<Connection, bool> enough) =>
        Until.SeenAsync(() => Trip.ConnectionAsync(), enough);

    private async Task<Sandbox.Installation> InstallationAsync() =>
        GitHub.Installations[(await RowAsync()).GitHubId];

    private async Task<Installation> RowAsync() => (await Trip.ConnectionAsync()).Installation!;

    private async Task<int> RowCountAsync()
    {
        var app = await Trip.AppAsync();
        await using var db = await Trip.Doors.OpenAsync();
        return await db.Installations.CountAsync(row => row.AppId == app.Id, Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
