using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Connections;

/// <summary>What a check of a connection says, and that it takes nothing away, whatever it says.</summary>
public sealed class CheckTests(ConnectedTrip shared) : IClassFixture<ConnectedTrip>, IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        Assert.Equal(ResourceState.Available, (await CheckAsync()).State);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("maintenance", null, Reason.Maintenance, "maintenance")]
    [InlineData("html", null, Reason.UnexpectedAnswer, "text/html")]
    [InlineData("html", 404, Reason.UnexpectedAnswer, "404 NotFound, text/html")]
    [InlineData("redirect-to-login", null, Reason.UnexpectedAnswer, "a redirect to")]
    [InlineData("status", 401, Reason.CredentialsRejected, "refused our credentials")]
    [InlineData("status", 403, Reason.UnexpectedAnswer, "does not allow")]
    [InlineData("status", 500, Reason.UnexpectedAnswer, "500")]
    [InlineData("secondary-rate-limit", null, Reason.RateLimited, "wait until")]
    [InlineData("reset", null, Reason.Unreachable, "")]
    [InlineData("truncate", null, Reason.Unreachable, "broke")]
    public async Task A_check_that_fails_says_why_and_deletes_nothing(
        string kind,
        int? status,
        Reason reason,
        string sentence
    )
    {
        var before = await KeptAsync();
        await Trip.GitHub.FailAsync("GET /api/v3/app", kind, status);

        var connection = await CheckAsync();
        await CheckAsync();

        Assert.Equal(
            (reason == Reason.Maintenance ? ResourceState.Available : ResourceState.Error, reason),
            (connection.State, connection.Reason!.Value)
        );
        Assert.Contains(sentence, connection.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await KeptAsync());
        await Trip.GitHub.HealAsync();
        var recovered = await CheckAsync();
        Assert.Equal(
            (ResourceState.Available, null, null),
            (recovered.State, recovered.Reason, recovered.Detail)
        );
    }

    [Fact]
    public async Task A_clock_that_went_wrong_is_told_apart_from_a_refused_key()
    {
        GitHub.Clock.Skew = TimeSpan.FromHours(-1);
        try
        {
            Assert.Equal(Reason.ClockSkew, (await CheckAsync()).Reason);
        }
        finally
        {
            GitHub.Clock.Skew = TimeSpan.Zero;
        }
    }

    [Fact]
    public async Task A_suspended_installation_is_seen_by_webhook_and_works_again_when_unsuspended()
    {
        var installation = await InstallationAsync();

        GitHub.Suspend(installation);
        var suspended = await SeenAsync(row => row.Reason == Reason.Suspended);
        Assert.Equal(ResourceState.Error, suspended.State);
        // Nothing of what happens meanwhile is told: the list is read again afterwards.
        var synced = suspended.Installation!.SyncedAt;
        GitHub.Unsuspend(installation);

        await SeenAsync(row =>
            row.State == ResourceState.Available && row.Installation!.SyncedAt > synced
        );
    }

    [Fact]
    public async Task Permissions_that_were_not_accepted_are_named_and_the_connection_stays_available()
    {
        var installation = await InstallationAsync();
        installation.Permissions.Remove("statuses");
        installation.Events.Remove("create");

        var connection = await CheckAsync();

        Assert.Equal(
            (ResourceState.Available, Reason.PermissionsMissing),
            (connection.State, connection.Reason!.Value)
        );
        Assert.Equal(
            "globex has not accepted Commit statuses (read), the event create: an owner of that account does so in the installation's settings.",
            connection.Detail
        );
        await Trip.GitHub.PostAsync($"installations/{installation.Id}/accept-permissions");
        await SeenAsync(row => row.Reason is null);
    }

    [Fact]
    public async Task What_an_ability_needs_is_missing_on_the_app_first_and_at_the_account_afterwards()
    {
        var installation = await InstallationAsync();
        var (app, events) = ((await Trip.ConnectionAsync()).App, installation.App.Events.ToList());
        var abilities = Trip.Doors.Get<ChangeAbilities>();
        await abilities.RunAsync(app.Id, AppAbility.Statuses, on: true, Doors.Actor, Stop);

        Assert.Equal(
            "The app lacks Commit statuses (write): globex adds that on the app's permissions page.",
            (await CheckAsync()).Detail
        );
        GitHub.ChangePermissions(
            installation.App,
            new Dictionary<string, string>(installation.App.Permissions) { ["statuses"] = "write" },
            events
        );
        Assert.Equal(
            "globex has not accepted Commit statuses (write): an owner of that account does so in the installation's settings.",
            (await CheckAsync()).Detail
        );
        await Trip.GitHub.PostAsync($"installations/{installation.Id}/accept-permissions");
        Assert.Null((await CheckAsync()).Reason);
        await abilities.RunAsync(app.Id, AppAbility.Statuses, on: false, Doors.Actor, Stop);

        // More than is wanted is a hint on the app's page, and no trouble.
        Assert.Null((await CheckAsync()).Reason);
    }

    [Fact]
    public async Task A_renamed_app_goes_on_working_under_its_new_name()
    {
        var app = (await InstallationAsync()).App;
        var name = $"Renamed {Guid.NewGuid():N}"[..20];

        GitHub.RenameApp(app, name);
        var connection = await CheckAsync();

        Assert.Equal(ResourceState.Available, connection.State);
        Assert.Equal((name, app.Slug), (connection.App.Name, connection.App.Slug));
    }

    [Fact]
    public async Task A_key_that_GitHub_does_not_know_any_more_is_refused_and_kept()
    {
        var app = (await InstallationAsync()).App;
        var keys = app.Keys.ToList();
        GitHub.AddKey(app);
        app.Keys.RemoveAll(keys.Contains);
        var before = await KeptAsync();

        var connection = await CheckAsync();

        Assert.Equal(Reason.CredentialsRejected, connection.Reason);
        Assert.Equal(before, await KeptAsync());
        app.Keys.AddRange(keys);
    }

    [Fact]
    public async Task A_pending_connection_that_recovers_does_not_repeat_what_had_failed()
    {
        await using var another = await PendingAsync();
        await Trip.GitHub.FailAsync("GET /api/v3/app", "maintenance");
        Assert.Equal(Reason.Maintenance, (await CheckAsync()).Reason);
        await Trip.GitHub.HealAsync();

        var connection = await CheckAsync();

        Assert.Equal(
            (ResourceState.Pending, null, null),
            (connection.State, connection.Reason, connection.Detail)
        );
    }

    [Fact]
    public async Task A_connection_that_works_again_shows_that_its_host_does_too()
    {
        await using var another = await PendingAsync();
        await Trip.GitHub.FailAsync("/api/v3", "maintenance");
        await Trip.Doors.Get<Portal.Hosts.CheckHost>().RunAsync(Trip.HostId, Actor.Portal, Stop);
        Assert.Equal(Reason.Maintenance, (await Trip.ConnectionAsync()).App.Host.Reason);
        await Trip.GitHub.HealAsync();

        var host = (await CheckAsync()).App.Host;

        Assert.Equal((ResourceState.Available, null), (host.State, host.Reason));
        Assert.DoesNotContain("maintenance", host.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_app_is_gone_only_when_GitHub_said_so_twice_which_the_portal_asks_by_itself()
    {
        await using var another = await PendingAsync();
        var id = Trip.ConnectionId;
        GitHub.DeleteApp(GitHub.FindApp((await Trip.ConnectionAsync()).App.Slug)!);

        var first = await CheckAsync();
        Assert.Equal(Reason.AppDoubted, first.Reason);
        Assert.Contains("Integration not found", first.Detail, StringComparison.Ordinal);
        var second = await SeenAsync(connection => connection.Reason == Reason.AppDeleted);

        Assert.True(second.CheckedAt - second.App.GoneSince >= TimeSpan.FromSeconds(1));
        Assert.Equal(id, second.Id);
        await using var db = await Trip.Doors.OpenAsync();
        Assert.Equal(3, await db.Secrets.CountAsync(row => row.OwnerId == second.AppId, Stop));
    }

    [Fact]
    public async Task An_uninstalled_app_can_be_installed_again_under_the_same_connection()
    {
        await using var another = await PendingAsync();
        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync());
        var before = await SeenAsync(row => row.State == ResourceState.Available);
        GitHub.Uninstall(await InstallationAsync(), GitHub.FindAccount("octocat"));
        var gone = await SeenAsync(row => row.Reason == Reason.Uninstalled);
        Assert.Equal(ResourceState.Error, gone.State);
        Assert.NotNull(gone.InstallationId);

        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync());

        var after = await SeenAsync(row => row.State == ResourceState.Available);
        Assert.Equal(before.AppId, after.AppId);
        Assert.NotEqual(before.Installation!.GitHubId, after.Installation!.GitHubId);
    }

    private async Task<Connection> CheckAsync()
    {
        await Trip.Doors.Get<CheckConnection>().RunAsync(Trip.ConnectionId, Stop);
        return await Trip.ConnectionAsync();
    }

    private Task<Connection> SeenAsync(Func<Connection, bool> enough) =>
        Until.SeenAsync(() => Trip.ConnectionAsync(), enough);

    private async Task<Sandbox.Installation> InstallationAsync() =>
        GitHub.Installations[(await Trip.ConnectionAsync()).Installation!.GitHubId];

    /// <summary>Turns the trip to a connection of its own, whose app is created and not installed, until disposed.</summary>
    private async Task<IAsyncDisposable> PendingAsync()
    {
        var first = Trip.ConnectionId;
        await Trip.ProposeAsync(SharedTrip.Organization);
        await Trip.Browser.GetAsync((await Trip.CreateOnServerAsync()).Location!);
        return new TurnBack(Trip, first);
    }

    /// <summary>How much is stored of the connection: secrets, repositories, installations.</summary>
    private async Task<(int Secrets, int Repositories, Guid? Installation)> KeptAsync()
    {
        var connection = await Trip.ConnectionAsync();
        await using var db = await Trip.Doors.OpenAsync();
        return (
            await db.Secrets.CountAsync(row => row.OwnerId == connection.AppId, Stop),
            await db.Repositories.CountAsync(
                row => row.InstallationId == connection.InstallationId,
                Stop
            ),
            connection.InstallationId
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class TurnBack(Trip trip, Guid connection) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            trip.TurnTo(connection);
            return ValueTask.CompletedTask;
        }
    }
}
