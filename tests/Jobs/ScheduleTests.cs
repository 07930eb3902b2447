using Portal.Tests.Harness;

namespace Portal.Tests.Jobs;

/// <summary>What runs by itself.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task Every_connection_is_checked_soon_after_the_start()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var before = (await trip.ConnectionAsync()).CheckedAt;

        await trip.Portal.RestartAsync();

        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            connection => connection.CheckedAt > before
        );
    }
}
