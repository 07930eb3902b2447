using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>An installation is bound only to whom it belongs: the app's key and the person's own token must both know it.</summary>
public sealed class BindingTests(SharedTrip shared) : IClassFixture<SharedTrip>, IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    /// <summary>Each test begins with an app that is created and not yet authorized.</summary>
    public async ValueTask InitializeAsync()
    {
        await shared.FreshAsync();
        await Trip.Browser.GetAsync((await Trip.CreateOnServerAsync()).Location!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_installation_of_another_app_is_not_bound()
    {
        var foreign = GitHub.Install(
            GitHub
                .CreateApp(
                    GitHub.FindAccount("octocat")!,
                    Sandbox
                        .Manifest.Parse(
                            $$"""{"name":"Other {{Guid.NewGuid():N}}","url":"https://example.com"}"""
                        )
                        .Manifest,
                    $"Other {Guid.NewGuid():N}"[..20]
                )
                .App,
            GitHub.FindAccount("octocat")!,
            GitHub.FindAccount("octocat")!
        );
        await Trip.AuthorizeOnServerAsync();

        await Trip.ReturnFromInstallAsync(foreign.Id, await Trip.InstallStateAsync());

        var connection = await Trip.ConnectionAsync();
        Assert.Null(connection.InstallationId);
        Assert.Contains(
            "does not know this installation",
            connection.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_installation_that_is_not_the_persons_is_not_bound()
    {
        var installation = Trip.InstallBehindItsBack();
        await Trip.AuthorizeAsAsync("nobody");

        await Trip.ReturnFromInstallAsync(installation.Id, await Trip.InstallStateAsync());

        var connection = await Trip.ConnectionAsync();
        Assert.Null(connection.InstallationId);
        Assert.Equal("nobody", connection.AuthorizedBy);
        Assert.Contains(
            "not one that @nobody may use",
            connection.Detail,
            StringComparison.Ordinal
        );
        Assert.NotEqual(ResourceState.Available, connection.State);
    }

    [Fact]
    public async Task Whoever_authorized_as_the_wrong_person_goes_on_as_the_right_one()
    {
        await Trip.AuthorizeAsAsync("nobody");
        var page = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}");
        Assert.Contains("knows you as @nobody", page.Words, StringComparison.Ordinal);
        Assert.Contains("an owner of globex", page.Words, StringComparison.Ordinal);
        Assert.NotNull(
            page.Document.QuerySelector($"a[href='{Trip.Rehearsal.Sandbox.Url}logout']")
        );
        Assert.Equal(
            $"connections/{Trip.ConnectionId}/authorize",
            page.Document.QuerySelectorAll("a")
                .Single(link => link.TextContent == "Authorize again as somebody else")
                .GetAttribute("href")
        );

        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync(), "globex");

        var connection = await Trip.ConnectionAsync();
        Assert.Equal(
            (ResourceState.Available, "octocat"),
            (connection.State, connection.AuthorizedBy)
        );
        // Neither token outlives its use.
        Assert.DoesNotContain(
            GitHub.UserTokens.Values,
            token => token.App.Slug == connection.App.Slug
        );
    }

    [Fact]
    public async Task An_installation_is_not_bound_before_anybody_authorized()
    {
        var result = await Trip
            .Doors.Get<BindInstallation>()
            .RunAsync(Trip.ConnectionId, Trip.InstallBehindItsBack().Id, Doors.Actor, Stop);

        Assert.Equal(BindResult.AuthorizeFirst, result);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task A_token_that_ran_out_meanwhile_asks_for_another_authorization()
    {
        await Trip.AuthorizeOnServerAsync();
        GitHub.ExpireTokens();

        await Trip.ReturnFromInstallAsync(
            Trip.InstallBehindItsBack().Id,
            await Trip.InstallStateAsync()
        );

        var connection = await Trip.ConnectionAsync();
        Assert.Equal(Stage.Authorize, connection.Stage);
        Assert.Contains("once more", connection.Detail, StringComparison.Ordinal);
        Assert.Null(connection.InstallationId);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_verification_binds_nothing_and_may_be_asked_again()
    {
        await Trip.AuthorizeOnServerAsync();
        var installation = Trip.InstallBehindItsBack();
        await Trip.GitHub.FailAsync("GET /api/v3/user/installations", "maintenance");
        await Trip.ReturnFromInstallAsync(installation.Id, await Trip.InstallStateAsync());
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
        await Trip.GitHub.HealAsync();

        await Trip.ReturnFromInstallAsync(installation.Id, await Trip.InstallStateAsync());

        Assert.NotNull((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task After_binding_the_persons_token_is_revoked_and_forgotten()
    {
        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync());

        var connection = await Trip.ConnectionAsync();
        Assert.NotNull(connection.InstallationId);
        Assert.Equal("octocat", connection.AuthorizedBy);
        Assert.Empty(await PersonTokensAsync());
        Assert.DoesNotContain(
            GitHub.UserTokens.Values,
            token => token.App.Slug == connection.App.Slug
        );
    }

    [Fact]
    public async Task A_request_waits_for_an_owner_and_goes_on_after_the_approval()
    {
        await Trip.AuthorizeAsAsync("nobody");
        var app = GitHub.FindApp((await Trip.ConnectionAsync()).App.Slug)!;
        GitHub.RequestInstallation(app, app.Owner, GitHub.FindAccount("nobody")!);

        await Trip.Browser.GetAsync(
            $"callbacks/installed?setup_action=request&state={await Trip.InstallStateAsync()}"
        );
        var waiting = await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            connection =>
                connection.Detail?.Contains("owner of globex", StringComparison.Ordinal) == true
        );
        Assert.Equal(
            (ResourceState.Pending, Stage.AwaitingApproval),
            (waiting.State, waiting.Stage)
        );

        GitHub.Approve(
            GitHub.InstallationRequests.Values.Single(request => request.App == app),
            GitHub.FindAccount("octocat")!
        );
        var approved = await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            connection => connection.Stage == Stage.Authorize
        );
        Assert.Contains("installed on globex", approved.Detail, StringComparison.Ordinal);
        Assert.Null(approved.InstallationId);

        await Trip.AuthorizeOnServerAsync();
        var found = Assert.Single(
            await Trip.Doors.Get<FindInstallations>().RunAsync(Trip.ConnectionId, Stop)
        );
        Assert.Equal(
            BindResult.Bound,
            await Trip
                .Doors.Get<BindInstallation>()
                .RunAsync(Trip.ConnectionId, found.Id, Doors.Actor, Stop)
        );
        Assert.Equal(ResourceState.Available, (await Trip.ConnectionAsync()).State);
    }

    private async Task<List<Secret>> PersonTokensAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Secrets.Where(row =>
                row.OwnerId == Trip.ConnectionId && row.Field == SecretField.PersonToken
            )
            .ToListAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
