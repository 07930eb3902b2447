using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>Two connections on one app: the app and its secrets end with the last of them.</summary>
public sealed class SharedAppTests(SharedEndings shared) : IClassFixture<SharedEndings>
{
    [Fact]
    public async Task The_first_to_end_leaves_the_app_to_the_second()
    {
        var trip = await shared.ConnectedAsync();
        var first = await trip.ConnectionAsync();
        var second = await AddAsync(trip, first);
        var preview = await trip.Doors.Get<Disconnect>().PreviewAsync(first.Id, Stop);
        Assert.False(preview!.EndsApp);
        Assert.Equal([second.Name], preview.SharedWith.Shown);

        var receipt = await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.Equal(EndingStepState.Skipped, receipt.Step(EndingStepKind.StopIntake).State);
        Assert.Equal(
            EndingStepState.Skipped,
            receipt.Step(EndingStepKind.DeleteRegistration).State
        );
        Assert.Equal(3, await SecretsAsync(trip, first.AppId));
        Assert.DoesNotContain(
            first.Installation!.GitHubId,
            trip.Rehearsal.Sandbox.World.Installations.Keys
        );
        Assert.Equal(401, (int)await trip.DeliverAsync(first.App.Key));

        var ending = await StartAsync(trip, second);
        await trip.WaitingForDeletionAsync(ending);
        await shared.DeleteAppAsync();
        await trip.FinishedAsync(ending);
        Assert.Equal(0, await SecretsAsync(trip, first.AppId));
        Assert.Equal(410, (int)await trip.DeliverAsync(first.App.Key));
    }

    [Fact]
    public async Task Whichever_of_two_that_end_together_is_last_takes_the_secrets_along()
    {
        var trip = await shared.ConnectedAsync();
        var first = await trip.ConnectionAsync();
        var second = await AddAsync(trip, first);
        await trip.GitHub.FailAsync("/api/v3", "html");
        var endings = new[] { await trip.DisconnectAsync(), await StartAsync(trip, second) };

        // The one that was to end the app is through first.
        foreach (var ending in endings.Reverse())
        {
            await trip.ChooseAsync(ending, row => row.ForgetAnyway = true);
            await trip.FinishedAsync(ending);
        }

        Assert.Equal(0, await SecretsAsync(trip, first.AppId));
        Assert.Equal(410, (int)await trip.DeliverAsync(first.App.Key));
    }

    /// <summary>A second connection that waits for an installation of its own.</summary>
    private static async Task<Connection> AddAsync(Trip trip, Connection first)
    {
        var second = new Connection
        {
            Id = Guid.NewGuid(),
            Name = $"Second on {first.App.Name}",
            HostId = first.HostId,
            AppId = first.AppId,
            State = ResourceState.Pending,
            Stage = Stage.Authorize,
            StateSince = first.StateSince,
            CreatedAt = first.CreatedAt,
        };
        await using var db = await trip.Doors.OpenAsync();
        db.Connections.Add(second);
        await db.SaveChangesAsync(Stop);
        return second;
    }

    private static async Task<Guid> StartAsync(Trip trip, Connection connection) =>
        (
            await trip
                .Doors.Get<Disconnect>()
                .StartAsync(connection.Id, connection.Name, Doors.Actor, Stop)
        )!.Value;

    private static async Task<int> SecretsAsync(Trip trip, Guid owner) =>
        (await trip.SecretsAsync()).Count(secret => secret.OwnerId == owner);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
