using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Home;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Home;

/// <summary>A dashboard of hundreds of connections shows the first, and says how many more there are.</summary>
public sealed class ManyThingsTests : IAsyncLifetime
{
    private QuietPortal _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await QuietPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Those_that_need_somebody_come_first_and_the_others_are_a_click_away()
    {
        await PopulateAsync(hosts: 25, connections: 30, needyOfEach: 3);

        var board = await BoardAsync();

        Assert.Equal((20, 5), (board.Hosts.Shown.Count, board.Hosts.More));
        Assert.Equal((12, 25 * 3 - 12), (board.Needy.Shown.Count, board.Needy.More));
        Assert.All(
            board.Hosts.Shown,
            host =>
            {
                Assert.Equal((30, 3), (host.Connections, host.Rows.Count));
                Assert.Equal(3, host.Rows.Take(3).Count(row => row.State.Text == "Error"));
                Assert.All(host.Rows, row => Assert.Equal(host.Host.Id, row.HostId));
            }
        );
    }

    [Fact]
    public async Task Few_hosts_show_more_of_their_connections()
    {
        await PopulateAsync(hosts: 2, connections: 30, needyOfEach: 1);

        var board = await BoardAsync();

        Assert.All(board.Hosts.Shown, host => Assert.Equal(10, host.Rows.Count));
        Assert.All(board.Hosts.Shown, host => Assert.Equal("Error", host.Rows[0].State.Text));
    }

    [Fact]
    public async Task It_takes_as_many_queries_for_hundreds_as_for_a_few()
    {
        await PopulateAsync(hosts: 2, connections: 2, needyOfEach: 1);
        var few = await QueriesAsync();

        await PopulateAsync(hosts: 20, connections: 30, needyOfEach: 5);

        // Whether there are more hosts than are shown is one more.
        Assert.InRange(await QueriesAsync(), few, few + 1);
    }

    [Fact]
    public async Task However_many_look_at_a_list_it_is_read_once()
    {
        await PopulateAsync(hosts: 2, connections: 2, needyOfEach: 1);
        var (connections, deliveries) = (
            _portal.Doors.Get<ListConnections>(),
            _portal.Doors.Get<ListDeliveries>()
        );
        var alone = await QueriesAsync(LookAsync);

        var many = await QueriesAsync(() =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LookAsync()))
        );

        // Who comes when it is being read already shares the next.
        Assert.InRange(many, alone, 2 * alone);

        async Task LookAsync()
        {
            var rows = connections.RunAsync(new ConnectionFilter(null, null, false, null));
            await deliveries.RunAsync(new DeliveryFilter(), null, null);
            await rows;
        }
    }

    private Task<int> QueriesAsync() => QueriesAsync(BoardAsync);

    private static async Task<int> QueriesAsync(Func<Task> read)
    {
        using var queries = new Queries();
        await read();
        return queries.Count;
    }

    private Task<Board> BoardAsync() => _portal.Doors.Get<ReadBoard>().Reading.ReadAsync();

    private async Task PopulateAsync(int hosts, int connections, int needyOfEach)
    {
        var population = Population.In(_portal.Doors);
        await using var db = await _portal.Doors.OpenAsync();
        var first = await db.Hosts.CountAsync(Stop);
        for (var number = first; number < first + hosts; number++)
        {
            var host = Population.Host($"https://ghes-{number}.example", $"ghes-{number:D3}");
            db.Add(host);
            var app = population.App(db, host, $"key-{number}");
            for (var one = 0; one < connections; one++)
            {
                var connection = Population.Connection(db, host, app, one + 1);
                if (one >= connections - needyOfEach)
                {
                    (connection.State, connection.Reason) = (ResourceState.Error, Reason.Suspended);
                }
            }
        }

        await db.SaveChangesAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
