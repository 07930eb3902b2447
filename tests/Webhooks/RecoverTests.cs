using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Tests.Harness;
using Portal.Webhooks;
using Sandbox.Control;

namespace Portal.Tests.Webhooks;

/// <summary>What GitHub delivered and did not arrive is asked for again, and nothing else is.</summary>
public sealed class RecoverTests
{
    [Fact]
    public async Task After_an_outage_nothing_is_missing_and_it_is_said_what_was_missing()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var world = trip.Rehearsal.Sandbox.World;
        var connection = await trip.ConnectionAsync();
        var name = world
            .RepositoriesOf(world.Installations[connection.Installation!.GitHubId])
            .First()
            .FullName;
        await trip.Portal.Kill9Async();
        var begun = TimeProvider.System.GetUtcNow();
        for (var push = 1; push <= 130; push++)
        {
            await trip.GitHub.PushAsync(name, "main", $"While nobody listens, {push}");
        }

        var sent = await Until.SeenAsync(
            () =>
                Task.FromResult(world.Deliveries.All.Where(each => each.Event == "push").ToList()),
            pushes => pushes.Count >= 130
        );
        Assert.DoesNotContain(sent, push => push.Succeeded);
        await trip.Portal.RestartAsync();

        // As long as they may be on their way, none is asked for.
        var soon = begun - TimeProvider.System.GetUtcNow();
        Assert.Equal(0, await Recover(trip, soon).RunAsync(connection.AppId, Stop));
        // More than one page of GitHub's log; the check after the start may have had the newest sent again by then.
        Assert.InRange(
            await Recover(trip, s_later).RunAsync(connection.AppId, Stop),
            120,
            int.MaxValue
        );

        var guids = sent.Select(push => Guid.Parse(push.EventGuid)).ToHashSet();
        await Until.SeenAsync(
            async () =>
            {
                await using var db = await trip.Doors.OpenAsync();
                return await db
                    .Deliveries.Where(row => row.Event == "push")
                    .Select(row => row.Guid)
                    .ToListAsync(Stop);
            },
            here => guids.IsSubsetOf(here)
        );
        var page = await trip.Browser.GetAsync($"connections/{connection.Id}/timeline");
        Assert.Contains("had not arrived", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_missing_is_asked_for_and_what_is_refused_each_time_not_for_ever()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var world = trip.Rehearsal.Sandbox.World;
        var connection = await trip.ConnectionAsync();
        // A body that is no delivery is refused with 400 each time.
        await trip.GitHub.PostAsync(
            "deliver",
            new
            {
                slug = connection.App.Slug,
                @event = "",
                payload = new { zen = "no event" },
            }
        );

        await RefusedAsync(1);
        foreach (var (asked, refused) in new[] { (1, 2), (1, 3), (1, 4), (0, 4), (0, 4) })
        {
            Assert.Equal(
                asked,
                await Recover(trip, refused * s_later).RunAsync(connection.AppId, Stop)
            );
            await RefusedAsync(refused);
        }

        Task<int> RefusedAsync(int times) =>
            Until.SeenAsync(
                () => Task.FromResult(world.Deliveries.All.Count(each => each.StatusCode == 400)),
                count => count == times
            );
    }

    [Fact]
    public async Task What_is_here_and_still_to_be_sorted_is_not_asked_for()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var connection = await trip.ConnectionAsync();
        await using var db = await trip.Doors.OpenAsync();
        await Until.SeenAsync(
            () => db.Deliveries.CountAsync(row => row.Sorted, Stop),
            count => count > 0
        );
        await trip.Portal.Kill9Async();
        await db.Deliveries.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.Sorted, false),
            Stop
        );

        Assert.Equal(0, await Recover(trip, s_later).RunAsync(connection.AppId, Stop));
    }

    [Fact]
    public async Task A_webhook_that_goes_elsewhere_is_left_alone()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var world = trip.Rehearsal.Sandbox.World;
        var connection = await trip.ConnectionAsync();
        var name = world
            .RepositoriesOf(world.Installations[connection.Installation!.GitHubId])
            .First()
            .FullName;
        world.FindApp(connection.App.Slug!)!.Hook.Url = "http://127.0.0.1:9/elsewhere";
        await trip.GitHub.PushAsync(name, "main", "To somebody else");

        Assert.Equal(0, await Recover(trip, s_later).RunAsync(connection.AppId, Stop));
    }

    [Theory]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.Maintenance)]
    public async Task While_the_log_cannot_be_read_nothing_counts_as_compared(FaultKind fault)
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var connection = await trip.ConnectionAsync();
        trip.Rehearsal.Sandbox.Faults.Add(new Fault("GET /api/v3/app/hook/deliveries", fault));

        Assert.Equal(0, await Recover(trip, s_later).RunAsync(connection.AppId, Stop));

        Assert.Null((await trip.ConnectionAsync()).App.DeliveriesComparedTo);
        trip.Rehearsal.Sandbox.Faults.Clear();
        await Recover(trip, s_later).RunAsync(connection.AppId, Stop);
        Assert.NotNull((await trip.ConnectionAsync()).App.DeliveriesComparedTo);
    }

    private static readonly TimeSpan s_later = TimeSpan.FromMinutes(2);

    /// <summary>The job, when so much time has passed: what was just delivered may still be on its way.</summary>
    private static RecoverDeliveries Recover(Trip trip, TimeSpan later) =>
        new(
            trip.Doors.Get<IDbContextFactory<PortalDb>>(),
            trip.Doors.Get<AppApi>(),
            trip.Doors.Get<Timeline>(),
            trip.Doors.Get<IOptions<PortalOptions>>(),
            new Later(later),
            NullLogger<RecoverDeliveries>.Instance
        );

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
