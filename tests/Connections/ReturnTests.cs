using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>The return from the server's install page: an installation is bound only to whom it belongs.</summary>
public sealed class ReturnTests(SharedTrip shared) : IClassFixture<SharedTrip>, IAsyncLifetime
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
    public async Task A_return_without_state_binds_nothing()
    {
        await Trip.AuthorizeOnServerAsync();
        var installation = Install();

        var answer = await Trip.Browser.GetAsync(
            $"callbacks/installed?installation_id={installation.Id}&setup_action=install"
        );

        Assert.Equal("/connections", answer.Location!.AbsolutePath);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    [Theory]
    [InlineData("callbacks/installed")]
    [InlineData("callbacks/installed?setup_action=request")]
    [InlineData("callbacks/installed?installation_id=&setup_action=update")]
    [InlineData("callbacks/installed?installation_id=x")]
    [InlineData("callbacks/installed?installation_id=99999999999999999999")]
    public async Task A_return_that_names_nothing_leads_to_the_list(string address)
    {
        var answer = await Trip.Browser.GetAsync(address);

        Assert.Equal("/connections", answer.Location?.AbsolutePath);
    }

    [Fact]
    public async Task A_return_without_state_to_a_known_installation_has_it_looked_at()
    {
        await Trip.InstallOnServerAsync(await Trip.AuthorizeOnServerAsync());
        var before = await Trip.ConnectionAsync();

        var answer = await Trip.Browser.GetAsync(
            $"callbacks/installed?installation_id={before.Installation!.GitHubId}&setup_action=update"
        );

        Assert.Equal($"/connections/{Trip.ConnectionId}", answer.Location!.AbsolutePath);
        await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            connection => connection.CheckedAt > before.CheckedAt
        );
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("used")]
    [InlineData("expired")]
    public async Task A_state_that_is_not_good_binds_nothing(string verdict)
    {
        await Trip.AuthorizeOnServerAsync();
        var installation = Install();
        var state = verdict == "unknown" ? new string('a', 64) : await StateAsync();
        if (verdict == "used")
        {
            await Trip.Browser.GetAsync($"callbacks/installed?state={state}");
        }
        else if (verdict == "expired")
        {
            await using var db = await Trip.Doors.OpenAsync();
            await db
                .Departures.Where(row => row.ConnectionId == Trip.ConnectionId)
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(
                            row => row.ExpiresAt,
                            TimeProvider.System.GetUtcNow().AddSeconds(-1)
                        ),
                    Stop
                );
        }

        var answer = await ReturnAsync(installation.Id, state);

        Assert.Equal($"/returned/{verdict}", answer.Location!.AbsolutePath);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task A_state_for_authorizing_is_none_for_installing()
    {
        await Trip.AuthorizeOnServerAsync();
        var authorize = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/authorize");
        var state = System.Web.HttpUtility.ParseQueryString(authorize.Location!.Query)["state"]!;

        var answer = await ReturnAsync(Install().Id, state);

        Assert.Equal("/returned/unknown", answer.Location!.AbsolutePath);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

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

        await ReturnAsync(foreign.Id, await StateAsync());

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
        var installation = Install();
        await AuthorizeAsAsync("nobody");

        await ReturnAsync(installation.Id, await StateAsync());

        var connection = await Trip.ConnectionAsync();
        Assert.Null(connection.InstallationId);
        Assert.Equal("nobody", connection.AuthorizedBy);
        Assert.Contains("not one that nobody may use", connection.Detail, StringComparison.Ordinal);
        Assert.NotEqual(ResourceState.Available, connection.State);
    }

    [Fact]
    public async Task An_installation_is_not_bound_before_anybody_authorized()
    {
        var result = await Trip
            .Doors.Get<BindInstallation>()
            .RunAsync(Trip.ConnectionId, Install().Id, Stop);

        Assert.Equal(BindResult.AuthorizeFirst, result);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task A_token_that_ran_out_meanwhile_asks_for_another_authorization()
    {
        await Trip.AuthorizeOnServerAsync();
        GitHub.ExpireTokens();

        await ReturnAsync(Install().Id, await StateAsync());

        var connection = await Trip.ConnectionAsync();
        Assert.Equal(Stage.Authorize, connection.Stage);
        Assert.Contains("once more", connection.Detail, StringComparison.Ordinal);
        Assert.Null(connection.InstallationId);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_verification_binds_nothing_and_may_be_asked_again()
    {
        await Trip.AuthorizeOnServerAsync();
        var installation = Install();
        await Trip.GitHub.FailAsync("GET /api/v3/user/installations", "maintenance");
        await ReturnAsync(installation.Id, await StateAsync());
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
        await Trip.GitHub.HealAsync();

        await ReturnAsync(installation.Id, await StateAsync());

        Assert.NotNull((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task A_request_waits_for_an_owner_and_goes_on_after_the_approval()
    {
        await AuthorizeAsAsync("nobody");
        var app = GitHub.FindApp((await Trip.ConnectionAsync()).App.Slug)!;
        GitHub.RequestInstallation(app, app.Owner, GitHub.FindAccount("nobody")!);

        await Trip.Browser.GetAsync(
            $"callbacks/installed?setup_action=request&state={await StateAsync()}"
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
            await Trip.Doors.Get<BindInstallation>().RunAsync(Trip.ConnectionId, found.Id, Stop)
        );
        Assert.Equal(ResourceState.Available, (await Trip.ConnectionAsync()).State);
    }

    private Sandbox.Installation Install()
    {
        var app = GitHub.Apps.Values.MaxBy(row => row.Id)!;
        return GitHub.Install(app, app.Owner, GitHub.FindAccount("octocat")!);
    }

    private async Task AuthorizeAsAsync(string person)
    {
        using var browser = new PortalClient(Trip.Portal);
        foreach (System.Net.Cookie cookie in Trip.Browser.Cookies.GetCookies(Trip.Portal.Url))
        {
            browser.Cookies.Add(Trip.Portal.Url, new System.Net.Cookie(cookie.Name, cookie.Value));
        }

        await browser.SignInToSandboxAsync(Trip.Rehearsal.Sandbox.Url, person);
        var page = await browser.GetAsync(
            $"connections/{Trip.ConnectionId}/authorize",
            follow: true
        );
        var back = await browser.SubmitAsync(page, "main form");
        await browser.GetAsync(back.Location!);
    }

    /// <summary>A state with which the administrator left for the install page.</summary>
    private async Task<string> StateAsync()
    {
        var leave = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/install");
        return System.Web.HttpUtility.ParseQueryString(leave.Location!.Query)["state"]!;
    }

    private Task<HtmlPage> ReturnAsync(long installation, string state) =>
        Trip.Browser.GetAsync(
            $"callbacks/installed?installation_id={installation}&setup_action=install&state={state}"
        );

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
