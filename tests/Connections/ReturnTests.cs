using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>The return from the server's install page: without a good state it binds nothing.</summary>
public sealed class ReturnTests(SharedTrip shared) : IClassFixture<SharedTrip>, IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    /// <summary>Each test begins with an app that is created and not yet authorized.</summary>
    public async ValueTask InitializeAsync()
    {
        await shared.FreshAsync();
        await Trip.Browser.GetAsync((await Trip.CreateOnServerAsync()).Location!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_return_without_state_binds_nothing()
    {
        await Trip.AuthorizeOnServerAsync();
        var installation = Trip.InstallBehindItsBack();

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
        var installation = Trip.InstallBehindItsBack();
        var state = verdict == "unknown" ? new string('a', 64) : await Trip.InstallStateAsync();
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

        var answer = await Trip.ReturnFromInstallAsync(installation.Id, state);

        Assert.Equal($"/returned/{verdict}", answer.Location!.AbsolutePath);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task A_state_for_authorizing_is_none_for_installing()
    {
        await Trip.AuthorizeOnServerAsync();
        var authorize = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/authorize");
        var state = System.Web.HttpUtility.ParseQueryString(authorize.Location!.Query)["state"]!;

        var answer = await Trip.ReturnFromInstallAsync(Trip.InstallBehindItsBack().Id, state);

        Assert.Equal("/returned/unknown", answer.Location!.AbsolutePath);
        Assert.Null((await Trip.ConnectionAsync()).InstallationId);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
