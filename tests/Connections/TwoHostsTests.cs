using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;
using Sandbox;

namespace Portal.Tests.Connections;

/// <summary>Ids are unique only within a host: two servers that gave out the same ones are kept apart.</summary>
public sealed class TwoHostsTests
{
    [Fact]
    public async Task Two_servers_with_the_same_ids_share_no_secret_no_webhook_and_no_repository()
    {
        await using var trip = await Trip.BeginAsync(organization: SharedTrip.Organization);
        var first = await trip.ConnectAsync(SharedTrip.Organization);
        await using var other = await SandboxServer.StartAsync(
            new SandboxOptions { Url = "http://127.0.0.2:0" },
            TestContext.Current.CancellationToken
        );
        await trip.Browser.SignInToSandboxAsync(other.Url);
        trip.TurnTo(
            await trip.Doors.ProposeAsync(
                await trip.Doors.RegisterAsync(other.Url),
                SharedTrip.Organization
            )
        );
        var second = await trip.ConnectAsync(SharedTrip.Organization);
        Assert.Equal(first.App.GitHubId, second.App.GitHubId);
        Assert.Equal(first.Installation!.GitHubId, second.Installation!.GitHubId);
        Assert.NotEqual(first.InstallationId, second.InstallationId);

        // Signed by the first server's app, whose secret is not the other's.
        var crossed = new Signed("ping", "{}") { Secret = Signed.SecretOf(trip, first.App) };
        Assert.Equal(401, await crossed.PostAsync(trip, second.App));
        var repository = other.World.RepositoriesOf(other.World.FindAccount("globex")!).First();
        var pushed = $"push to {repository.DefaultBranch} by octocat";
        using var control = new SandboxControl(other);
        await control.PushAsync(repository.FullName, repository.DefaultBranch, "Only there");

        await Until.SeenAsync(() => ActivityAsync(second), activity => activity == pushed);
        Assert.NotEqual(pushed, await ActivityAsync(first));

        async Task<string?> ActivityAsync(Connection connection)
        {
            await using var db = await trip.Doors.OpenAsync();
            return await db
                .Repositories.Where(row =>
                    row.InstallationId == connection.InstallationId
                    && row.FullName == repository.FullName
                )
                .Select(row => row.LastActivity)
                .SingleAsync(TestContext.Current.CancellationToken);
        }
    }
}
