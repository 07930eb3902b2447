using System.Net;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Crashes;

/// <summary>The portal is killed in every step of a disconnect, and goes on where it was.</summary>
public sealed class DisconnectCrashTests
{
    private const string Token = "DELETE /api/v3/installation/token";

    // One disconnect lives through all of these deaths, one after the other.
    private static readonly string[] s_points =
    [
        .. Enum.GetValues<EndingStepKind>()
            .SelectMany(step => new[] { $"ending-did-{step}", $"ending-after-{step}" }),
    ];

    [Fact]
    public async Task A_disconnect_outlives_a_kill_before_and_after_every_step_is_written_down()
    {
        await using var trip = await Trip.ConnectedAsync(PausingAt(s_points[0]), "globex");
        var connection = await trip.ConnectionAsync();
        var ending = await trip.DisconnectAsync();

        foreach (var (point, next) in s_points.Zip(s_points.Skip(1).Append(null)))
        {
            await trip.Portal.WaitUntilPausedAsync(point);
            await trip.Portal.Kill9Async();
            await AssertWrittenDownAsync(trip, ending, point);
            if (point == $"ending-did-{EndingStepKind.DeleteRegistration}")
            {
                await trip.GitHub.SendAsync(HttpMethod.Delete, "apps/portal-globex");
            }

            await trip.Portal.RestartAsync(PausingAt(next));
            Assert.Equal(HttpStatusCode.Gone, await trip.DeliverAsync(connection.App.Key));
        }

        var receipt = await trip.FinishedAsync(ending);
        Assert.All(receipt.Steps, step => Assert.Equal(EndingStepState.Done, step.State));
        Assert.All(receipt.Steps, step => Assert.NotNull(step.Detail));
        Assert.Empty(await trip.SecretsAsync());
        Assert.Null(await trip.Doors.ConnectionAsync(trip.ConnectionId));
        Assert.Empty(trip.Rehearsal.Sandbox.World.Installations);
        // Once before the kill and once after it; what was written down is not asked for again.
        Assert.Equal(
            [204, 404],
            trip.Asked($"DELETE /api/v3/app/installations/{connection.Installation!.GitHubId}")
                .Select(request => request.Status)
        );
    }

    [Fact]
    public async Task A_token_that_was_revoked_before_the_kill_is_not_missed_after_it()
    {
        var point = $"ending-did-{EndingStepKind.RevokeTokens}";
        await using var trip = await Trip.ConnectedAsync(PausingAt(point), "globex");
        var ending = await trip.DisconnectAsync();
        await trip.Portal.WaitUntilPausedAsync(point);

        await trip.Portal.RestartAsync(PausingAt(null));

        await trip.WaitingForDeletionAsync(ending);
        Assert.Equal(204, Assert.Single(trip.Asked(Token)).Status);
        Assert.Empty(trip.Rehearsal.Sandbox.World.InstallationTokens);
    }

    private static async Task AssertWrittenDownAsync(Trip trip, Guid ending, string point)
    {
        var row = await trip.Doors.EndingAsync(ending);
        var kind = Enum.Parse<EndingStepKind>(point.Split('-')[2]);
        var expected = point.Contains("-did-", StringComparison.Ordinal)
            ? EndingStepState.Running
            : EndingStepState.Done;
        Assert.Equal(expected, row.Step(kind).State);
        Assert.Null(row.FinishedAt);
    }

    private static Dictionary<string, string?> PausingAt(string? point) =>
        new(StringComparer.Ordinal) { ["PORTAL_PAUSE_AT"] = point };
}
