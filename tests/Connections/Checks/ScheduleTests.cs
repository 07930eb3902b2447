using Microsoft.EntityFrameworkCore;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections.Checks;

/// <summary>When connections are checked by themselves, and that a host is not stormed with it.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private const int Many = 12;

    private QuietPortal _portal = null!;
    private Population _population = null!;

    private Doors Doors => _portal.Doors;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync();
        _population = Population.In(Doors);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_host_that_does_not_answer_is_asked_once_for_all_its_connections_and_each_says_why()
    {
        using var server = RawServer.Saying("HTTP/1.1 502 Bad Gateway\n\n");
        await PopulateAsync(server.Url, apps: Many);

        await RunAsync();

        var checkedNow = await CheckedAsync(Many);
        Assert.All(checkedNow, row => Assert.Equal(Reason.UnexpectedAnswer, row.Reason));
        // Two at a time: both may have begun before either heard.
        Assert.InRange(server.Requests, 1, 2);
    }

    [Fact]
    public async Task The_next_check_is_due_after_the_interval_and_not_for_all_at_the_same_moment()
    {
        using var server = RawServer.Saying("HTTP/1.1 502 Bad Gateway\n\n");
        await PopulateAsync(server.Url, apps: Many);
        var begun = TimeProvider.System.GetUtcNow();

        await RunAsync();

        var due = (await CheckedAsync(Many)).ConvertAll(row => row.CheckDueAt);
        Assert.All(
            due,
            at =>
                Assert.InRange(
                    at,
                    begun + TimeSpan.FromMinutes(4.5),
                    begun + TimeSpan.FromMinutes(5.6)
                )
        );
        Assert.True(due.Max() - due.Min() > TimeSpan.FromSeconds(5));
        // Nothing is due now.
        var asked = server.Requests;
        await RunAsync();
        Assert.Equal(asked, server.Requests);
    }

    [Fact]
    public async Task What_is_the_same_for_all_connections_of_an_app_is_asked_once()
    {
        using var server = RawServer.Writing(async stream =>
        {
            var body =
                """{"id":1,"slug":"portal","name":"Portal","permissions":{},"events":[]}"""u8.ToArray();
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-GitHub-Request-Id: 1\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"
                )
            );
            await stream.WriteAsync(body);
        });
        await PopulateAsync(server.Url, apps: 1, connections: Many);

        await RunAsync();

        await CheckedAsync(Many);
        Assert.InRange(Asked(server, "GET /api/v3/app "), 1, 2);
        Assert.Equal(Many, Asked(server, "GET /api/v3/app/installations/"));
    }

    [Fact]
    public async Task A_host_that_takes_its_time_holds_up_no_other()
    {
        var answer = new TaskCompletionSource();
        using var slow = RawServer.Writing(_ => answer.Task);
        using var quick = RawServer.Saying("HTTP/1.1 502 Bad Gateway\n\n");
        await PopulateAsync(slow.Url, apps: Many);
        await PopulateAsync(quick.Url, apps: 3);

        await RunAsync();
        await RunAsync();

        var done = await CheckedAsync(3);
        Assert.All(done, row => Assert.Equal(quick.Url.AbsoluteUri.TrimEnd('/'), row.Host.WebUrl));
        answer.SetResult();
    }

    private Task RunAsync() => Doors.Get<CheckDueConnections>().RunAsync(Stop);

    private async Task PopulateAsync(Uri url, int apps, int connections = 1)
    {
        await using var db = await Doors.OpenAsync();
        var host = Population.Host(url.AbsoluteUri.TrimEnd('/'), url.Authority);
        db.Add(host);
        for (var number = 0; number < apps; number++)
        {
            var app = _population.App(db, host);
            for (var more = 0; more < connections; more++)
            {
                Population.Connection(db, host, app, number * connections + more + 1);
            }
        }

        await db.SaveChangesAsync(Stop);
    }

    /// <summary>The connections that were checked, once there are so many.</summary>
    private Task<List<Connection>> CheckedAsync(int count) =>
        Until.SeenAsync(
            async () =>
            {
                await using var db = await Doors.OpenAsync();
                return await db
                    .Connections.AsNoTracking()
                    .Include(row => row.Host)
                    .Where(row => row.CheckedAt != null)
                    .ToListAsync(Stop);
            },
            rows => rows.Count >= count
        );

    private static int Asked(RawServer server, string request) =>
        server.Heads.Count(head => head.StartsWith(request, StringComparison.Ordinal));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
