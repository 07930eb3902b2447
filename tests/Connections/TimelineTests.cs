using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Connections;

/// <summary>What changes on the server's side is found by webhook and by looking, and told once.</summary>
public sealed class TimelineTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private static readonly string[] s_events = ["push", "pull_request", "create", "delete"];

    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        await CheckAsync();
        await Trip.Rehearsal.Sandbox.IdleAsync();
        await using var db = await Trip.Doors.OpenAsync();
        await db.Timeline.ExecuteDeleteAsync(Stop);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Suspended_and_unsuspended_is_told_once_though_webhook_and_checks_see_it()
    {
        var installation = await InstallationAsync();

        GitHub.Suspend(installation, GitHub.FindAccount("octocat")!);
        await SeenAsync(row => row.Reason == Reason.Suspended);
        await Task.WhenAll(CheckAsync(), CheckAsync());
        GitHub.Unsuspend(installation);
        await SeenAsync(row => row.Reason is null);
        await Task.WhenAll(CheckAsync(), CheckAsync());

        var told = await ToldAsync();
        Assert.Equal(
            [
                "The installation was suspended by @octocat.",
                "Suspended. Suspended by @octocat",
                "The installation was unsuspended.",
                "No longer: suspended.",
            ],
            told.Select(entry => entry.Text.Split(" at ")[0])
        );
        Assert.Equal(
            [null, ResourceState.Error, null, ResourceState.Available],
            told.Select(entry => entry.State)
        );
        var page = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/timeline");
        Assert.Contains("was suspended by @octocat", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_was_renamed_is_shown_by_its_new_name_from_the_webhook_on()
    {
        var before = await Trip.ConnectionAsync();
        var account = (await InstallationAsync()).Account;

        GitHub.RenameOrganization(account, "globex-two", GitHub.FindAccount("octocat")!);
        await SeenAsync(row => row.Installation!.Account == "globex-two");
        var after = await CheckAsync();

        // The app belongs to the same organization, so its owner has another name, too.
        Assert.Equal("globex-two", after.App.OwnerLogin);
        Assert.Equal(
            (before.InstallationId, before.Installation!.AccountGitHubId),
            (after.InstallationId, after.Installation!.AccountGitHubId)
        );
        Assert.Equal(
            1,
            (await ToldAsync()).Count(entry =>
                entry.Text == "The account globex is called globex-two now."
            )
        );
        GitHub.RenameOrganization(account, "globex", GitHub.FindAccount("octocat")!);
        await SeenAsync(row => row.Installation!.Account == "globex");
    }

    [Fact]
    public async Task An_app_that_was_renamed_and_transferred_is_told_and_its_links_follow()
    {
        var app = (await InstallationAsync()).App;
        var owner = app.Owner;
        var name = app.Name;

        GitHub.RenameApp(app, "Portal elsewhere");
        GitHub.TransferApp(app, GitHub.FindAccount("acme")!);
        await CheckAsync();
        var after = await CheckAsync();

        Assert.EndsWith(
            "/organizations/acme/settings/apps/portal-elsewhere",
            AppLinks.Settings(after.App),
            StringComparison.Ordinal
        );
        var told = (await ToldAsync()).Select(entry => entry.Text).ToList();
        Assert.Equal(
            [
                $"The app “{name}” is called “Portal elsewhere” now.",
                "The app is owned by acme now, and was by globex: it was transferred, or its owner was renamed.",
            ],
            told
        );
        GitHub.TransferApp(app, GitHub.FindAccount("octocat")!);
        Assert.EndsWith(
            "/settings/apps/portal-elsewhere",
            AppLinks.Settings((await CheckAsync()).App),
            StringComparison.Ordinal
        );
        GitHub.RenameApp(app, name);
        GitHub.TransferApp(app, owner);
        await CheckAsync();
    }

    [Fact]
    public async Task Other_permissions_of_the_app_and_what_the_account_accepted_are_told_apart()
    {
        var installation = await InstallationAsync();
        var (permissions, events) = (
            new Dictionary<string, string>(installation.App.Permissions),
            installation.App.Events.ToList()
        );

        GitHub.ChangePermissions(
            installation.App,
            new Dictionary<string, string>(permissions) { ["issues"] = "read" },
            s_events
        );
        await CheckAsync();
        GitHub.AcceptPermissions(installation, GitHub.FindAccount("octocat")!);
        await Until.SeenAsync(ToldAsync, told => told.Count > 1);
        await CheckAsync();

        Assert.Equal(
            [
                "The app asks for other permissions; new: issues: read.",
                "The account accepted other permissions; new: issues: read.",
            ],
            (await ToldAsync()).Select(entry => entry.Text)
        );
        GitHub.ChangePermissions(installation.App, permissions, events);
        GitHub.AcceptPermissions(installation, GitHub.FindAccount("octocat")!);
    }

    [Theory]
    [InlineData("reset", "unreachable")]
    [InlineData("html", "unexpected answer")]
    public async Task While_GitHub_itself_says_nothing_the_page_says_unknown_since_and_claims_nothing(
        string fault,
        string why
    )
    {
        var before = await CheckAsync();
        Assert.Null(before.UnknownSince);
        await Trip.GitHub.FailAsync("GET /api/v3/app", fault);

        var silent = await CheckAsync();

        // The portal checks by itself, too: GitHub may have said something once more before it fell silent.
        Assert.True(silent.UnknownSince >= before.ConfirmedAt, $"{silent.UnknownSince}");
        var page = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}");
        Assert.Contains($"Unknown: {why}", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("● Available", page.Words, StringComparison.Ordinal);
        Assert.Equal(before.InstallationId, silent.InstallationId);
        await Trip.GitHub.HealAsync();
        Assert.Null((await CheckAsync()).UnknownSince);
    }

    [Fact]
    public async Task A_refusal_of_GitHubs_own_is_known_and_not_unknown()
    {
        await Trip.GitHub.FailAsync("GET /api/v3/app", "status", 401);

        var refused = await CheckAsync();

        Assert.Equal(
            (Reason.CredentialsRejected, (DateTimeOffset?)null),
            (refused.Reason, refused.UnknownSince)
        );
    }

    [Fact]
    public async Task A_server_in_maintenance_raises_no_alarm_and_what_waits_goes_on_afterwards()
    {
        await Trip.GitHub.FailAsync("/api/v3", "maintenance");
        await CheckAsync();
        await Trip.Doors.Get<Portal.Hosts.CheckHost>().RunAsync(Trip.HostId, Actor.Portal, Stop);

        var dashboard = await Trip.Browser.GetAsync("");
        var push = await PushAsync();

        Assert.DoesNotContain("Needs attention", dashboard.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("need attention", dashboard.Words, StringComparison.Ordinal);
        Assert.Contains("In maintenance", dashboard.Words, StringComparison.Ordinal);
        Assert.Equal(202, await push.PostAsync(Trip));
        await WantSyncAsync();
        await CheckAsync();
        var waiting = (await push.RowsAsync(Trip)).Single();
        Assert.Equal((DeliveryState.Received, 0), (waiting.State, waiting.Attempts));
        await Trip.GitHub.HealAsync();
        await CheckAsync();
        var handled = await push.HandledAsync(Trip);
        Assert.Equal((DeliveryState.Handled, 1), (handled.State, handled.Attempts));
        await SeenAsync(row => row.Installation is { SyncWanted: false, SyncProblem: null });
    }

    [Fact]
    public async Task A_delivery_that_meets_the_beginning_of_a_maintenance_counts_no_attempt()
    {
        await Trip.GitHub.FailAsync("GET /api/v3/repos", "maintenance");
        var push = await PushAsync();

        Assert.Equal(202, await push.PostAsync(Trip));
        var failed = await Until.SeenAsync(
            async () => (await push.RowsAsync(Trip)).Single(),
            row => row.State == DeliveryState.Failed
        );

        Assert.Equal(0, failed.Attempts);
        Assert.NotNull(failed.RetryAt);
        await Trip.GitHub.HealAsync();
        await Until.SeenAsync(
            async () => (await push.RowsAsync(Trip)).Single(),
            row => row.State == DeliveryState.Handled
        );
    }

    [Fact]
    public async Task Deliveries_that_do_not_arrive_are_told_from_GitHubs_log_and_a_redelivery_heals_it()
    {
        var before = await CheckAsync();
        var app = (await InstallationAsync()).App;
        var right = app.Hook.Url;
        // Its owner lets it go through a gateway, which leads nowhere now.
        await using var db = await Trip.Doors.OpenAsync();
        await db
            .Apps.Where(row => row.Id == before.AppId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.WebhookUrl, (string?)null),
                Stop
            );
        app.Hook.Url = "http://127.0.0.1:1/nobody";
        GitHub.Deliver(app, "ping", []);
        await Trip.Rehearsal.Sandbox.IdleAsync();

        var silent = await CheckAsync();

        Assert.Equal(
            (ResourceState.Available, Reason.WebhooksNotArriving),
            (silent.State, silent.Reason!.Value)
        );
        Assert.Contains("the newest delivery failed", silent.Detail, StringComparison.Ordinal);
        Assert.Contains("(ping)", silent.Detail, StringComparison.Ordinal);
        var page = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}");
        Assert.Contains("not arriving", page.Words, StringComparison.Ordinal);
        // The way is open again: what the next check has redelivered shows it.
        app.Hook.Url = right;
        await CheckAsync();
        var healed = await SeenAsync(row => row.Reason is null);
        Assert.Equal(before.Id, healed.Id);
    }

    private async Task<Connection> CheckAsync()
    {
        await Trip.Doors.Get<CheckConnection>().RunAsync(Trip.ConnectionId, Stop);
        return await Trip.ConnectionAsync();
    }

    private async Task<Signed> PushAsync()
    {
        var connection = await Trip.ConnectionAsync();
        await using var db = await Trip.Doors.OpenAsync();
        var name = await db
            .Repositories.Where(kept => kept.InstallationId == connection.InstallationId)
            .Select(kept => kept.FullName)
            .FirstAsync(Stop);
        return new Signed(
            "push",
            $$$"""{"ref":"refs/heads/main","zen":"{{{Guid.NewGuid()}}}","sender":{"login":"octocat"},"installation":{"id":{{{connection
                .Installation!
                .GitHubId}}}},"repository":{"full_name":"{{{name}}}"}}"""
        );
    }

    private async Task WantSyncAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        await db.Installations.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.SyncWanted, true),
            Stop
        );
    }

    /// <summary>What the timelines of the connection and its app say, oldest first.</summary>
    private async Task<List<TimelineEntry>> ToldAsync()
    {
        var connection = await Trip.ConnectionAsync();
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Timeline.AsNoTracking()
            .Where(entry => entry.SubjectId == connection.Id || entry.SubjectId == connection.AppId)
            .OrderBy(entry => entry.Id)
            .ToListAsync(Stop);
    }

    private Task<Connection> SeenAsync(Func<Connection, bool> enough) =>
        Until.SeenAsync(() => Trip.ConnectionAsync(), enough);

    private async Task<Sandbox.Installation> InstallationAsync() =>
        GitHub.Installations[(await Trip.ConnectionAsync()).Installation!.GitHubId];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
