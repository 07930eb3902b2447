using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>A connection whose repositories GitHub does not show says that, and does not seem to be at it for ever.</summary>
public sealed class UnreadableTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_reading_that_GitHub_refuses_is_shown_as_what_it_is()
    {
        var trip = await shared.FreshAsync();
        await trip.Browser.FollowAsync(await trip.CreateOnServerAsync());
        var authorized = await trip.AuthorizeOnServerAsync();
        await trip.GitHub.FailAsync("GET /api/v3/installation/repositories", "status", 403);
        await trip.InstallOnServerAsync(authorized, "globex");
        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row is { State: ResourceState.Available, Installation.SyncProblem: not null }
        );

        var overview = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        var list = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/repositories");

        Assert.Contains("Repositories cannot be read", overview.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("reading the repositories…", overview.Words);
        Assert.Contains("could not be read. What we saw:", list.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("being read…", list.Words, StringComparison.Ordinal);
    }
}
