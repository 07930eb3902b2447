using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>However many need an installation's token at once, GitHub is asked for it once.</summary>
public sealed class TokenTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    private Trip Trip => shared.Trip;

    [Fact]
    public async Task A_thousand_calls_at_once_cause_one_token()
    {
        var installation = await InstallationAsync();

        await CallAsync(installation, 1000);

        Assert.Equal(1, Minted());
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    public async Task A_token_that_ended_early_is_renewed_once_and_nobody_notices(string how)
    {
        var installation = await InstallationAsync();
        await CallAsync(installation, 1);
        var world = Trip.Rehearsal.Sandbox.World;
        if (how == "revoked")
        {
            world.InstallationTokens.Clear();
        }
        else
        {
            world.ExpireTokens();
        }

        await CallAsync(installation, 200);

        Assert.Equal(2, Minted());
    }

    /// <summary>What was read before an app was contained goes on with what it read.</summary>
    [Fact]
    public async Task Work_that_is_under_way_gets_no_token_for_what_is_closed()
    {
        var installation = await InstallationAsync();
        await CallAsync(installation, 1);
        var tokens = Trip.Doors.Get<InstallationTokens>();

        tokens.Close(installation.Id);
        await tokens.RevokeAsync(installation, Stop);

        var refused = await Assert.ThrowsAsync<GitHubException>(() => CallAsync(installation, 1));
        Assert.Contains("contained this app", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Minted());
        tokens.Open(installation.Id);
        await CallAsync(installation, 1);
        Assert.Equal(2, Minted());
    }

    private async Task CallAsync(Installation installation, int times)
    {
        var api = Trip.Doors.Get<InstallationApi>();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, times)
                .Select(_ => api.GetRepositoryAsync(installation, "globex/reactor", Stop))
        );
        Assert.All(answers, answer => Assert.Equal("globex/reactor", answer.FullName));
    }

    /// <summary>How many tokens were asked for since the portal's own process ended.</summary>
    private int Minted() =>
        Trip.Rehearsal.Sandbox.Requests.All.Count(request =>
            request.Path.EndsWith("/access_tokens", StringComparison.Ordinal)
        );

    private async Task<Installation> InstallationAsync()
    {
        if (!Trip.Portal.IsRunning)
        {
            await Trip.Portal.RestartAsync();
        }

        await shared.ConnectedAsync();
        // It has work of its own that needs tokens; here only the calls of the test are counted.
        await Trip.Portal.Kill9Async();
        var id = (await Trip.ConnectionAsync()).InstallationId;
        await using var db = await Trip.Doors.OpenAsync();
        var installation = await db
            .Installations.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(row => row.Id == id, Stop);
        Trip.Rehearsal.Sandbox.Requests.Clear();
        return installation;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
