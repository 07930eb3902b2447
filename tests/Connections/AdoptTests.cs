using Portal.Connections;
using Portal.Data;
using Portal.Tests.Apps;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>One app, several accounts: installations that the server has and no connection uses.</summary>
public sealed class AdoptTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task An_installation_made_on_the_server_is_found_and_adopted_by_whom_it_belongs_to()
    {
        var (trip, app, theirs) = await EnteredAsync(isPublic: true, "globex", "acme");
        var globex = Installation(theirs, "globex");
        await trip.AuthorizeOnServerAsync();
        Assert.Equal(BindResult.Bound, await BindAsync(trip, trip.ConnectionId, globex));

        var found = Assert.Single((await FindAsync(trip, app)).Unused);
        Assert.Equal((Installation(theirs, "acme"), "acme"), (found.Id, found.Account));
        var (second, problem) = await ConnectAsync(trip, app, found.Account);

        Assert.Null(problem);
        var connection = (await trip.Doors.ConnectionAsync(second!.Value))!;
        Assert.Equal(
            (app, Stage.Authorize, ResourceState.Pending, (Guid?)null),
            (connection.AppId, connection.Stage, connection.State, connection.InstallationId)
        );
        Assert.StartsWith("acme on ", connection.Name, StringComparison.Ordinal);
        // That the app's key sees the installation does not make it this person's.
        Assert.Equal(BindResult.AuthorizeFirst, await BindAsync(trip, second.Value, found.Id));
        trip.TurnTo(second.Value);
        await trip.AuthorizeOnServerAsync();
        Assert.Equal(BindResult.Bound, await BindAsync(trip, second.Value, found.Id));
        Assert.Empty((await FindAsync(trip, app)).Unused);
    }

    [Fact]
    public async Task Who_has_nothing_to_do_with_an_installation_does_not_adopt_it()
    {
        var (trip, app, theirs) = await EnteredAsync(isPublic: true, "acme");
        await trip.AuthorizeAsAsync("nobody");

        var result = await BindAsync(trip, trip.ConnectionId, Installation(theirs, "acme"));

        Assert.Equal(BindResult.NotThePersons, result);
        Assert.Single((await FindAsync(trip, app)).Unused);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_one_without_installations()
    {
        var (trip, app, _) = await EnteredAsync(isPublic: true, "globex");
        await trip.GitHub.FailAsync("GET /api/v3/app/installations", "maintenance");

        var findings = await FindAsync(trip, app);

        Assert.Empty(findings.Unused);
        Assert.Contains("maintenance", findings.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_connection_is_begun_with_the_same_app_and_the_same_secrets()
    {
        var (trip, app, _) = await EnteredAsync(isPublic: false, "globex");
        var secrets = await ManifestReturns.SecretsAsync(trip);

        var (second, _) = await ConnectAsync(trip, app, account: null);

        trip.TurnTo(second!.Value);
        Assert.Equal(app, (await trip.ConnectionAsync()).AppId);
        Assert.Equal(secrets, await ManifestReturns.SecretsAsync(trip));
        var page = await trip.Browser.GetAsync($"apps/{app}");
        Assert.Contains("globex alone, because it is private", page.Words);
        Assert.Equal(2, page.Document.QuerySelectorAll("table a[href^='connections/']").Length);
        var connect = await trip.Browser.GetAsync($"hosts/{trip.HostId}/connect");
        Assert.NotNull(connect.Document.QuerySelector($"a[href='apps/{app}']"));
        Assert.NotNull(connect.Document.QuerySelector($"a[href='hosts/{trip.HostId}/enter-app']"));
    }

    [Fact]
    public async Task An_app_that_is_being_disconnected_connects_nothing_more()
    {
        var (trip, app, _) = await EnteredAsync(isPublic: true, "globex");
        await trip
            .Doors.Get<Disconnect>()
            .StartAsync(trip.ConnectionId, (await trip.ConnectionAsync()).Name, Doors.Actor, Stop);

        var (second, problem) = await ConnectAsync(trip, app, "globex");

        Assert.Null(second);
        Assert.Contains("disconnected", problem, StringComparison.Ordinal);
    }

    /// <summary>An app entered by hand, with its connection, and its installations made on the server.</summary>
    private async Task<(Trip Trip, Guid App, Sandbox.App Theirs)> EnteredAsync(
        bool isPublic,
        params string[] installOn
    )
    {
        var trip = await shared.FreshAsync();
        var key = Guid.NewGuid().ToString("N");
        var theirs = await ForeignApp.RegisterAsync(
            trip,
            key,
            isPublic: isPublic,
            installOn: installOn
        );
        var form = theirs.Form();
        form.Public = isPublic;
        var entry = await trip
            .Doors.Get<Portal.Apps.EnterApp>()
            .RunAsync(trip.HostId, null, key, form, Doors.Actor, Stop);
        trip.TurnTo(entry.ConnectionId!.Value);
        return (
            trip,
            (await trip.ConnectionAsync()).AppId,
            trip.Rehearsal.Sandbox.World.FindApp(theirs.Slug)!
        );
    }

    private long Installation(Sandbox.App app, string account) =>
        shared
            .Trip.Rehearsal.Sandbox.World.Installations.Values.Single(row =>
                row.App == app && row.Account.Login == account
            )
            .Id;

    private static Task<BindResult> BindAsync(Trip trip, Guid connection, long installation) =>
        trip.Doors.Get<BindInstallation>().RunAsync(connection, installation, Doors.Actor, Stop);

    private static Task<Findings> FindAsync(Trip trip, Guid app) =>
        trip.Doors.Get<FindInstallations>().OfAppAsync(app, Stop);

    private static Task<(Guid?, string?)> ConnectAsync(Trip trip, Guid app, string? account) =>
        trip.Doors.Get<ConnectAccount>().RunAsync(app, account, Doors.Actor, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
