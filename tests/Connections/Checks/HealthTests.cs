using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Connections.Checks;

/// <summary>What the health of a connection measures, and that each line says what is so.</summary>
public sealed class HealthTests(ConnectedTrip shared) : IClassFixture<ConnectedTrip>, IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    public async ValueTask InitializeAsync() => await Trip.GitHub.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task All_that_a_connection_needs_is_measured_and_both_directions_are_proven()
    {
        var told = new List<int>();
        var before = GitHub.Deliveries.All.Count;

        await CheckAsync(CheckDepth.BothDirections, lines => told.Add(lines.Count));

        var lines = await LinesAsync();
        Assert.Equal(Enum.GetValues<HealthCheck>(), lines.Select(line => line.Check));
        Assert.Equal(
            [HealthCheck.Certificate],
            lines.Where(line => line.Verdict != PreflightVerdict.Passed).Select(line => line.Check)
        );
        Assert.Equal("The host is reached without TLS.", Line(lines, HealthCheck.Certificate).Seen);
        Assert.Contains(
            "sent once more",
            Line(lines, HealthCheck.Inward).Seen,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "answered 202.",
            Line(lines, HealthCheck.Inward).Seen,
            StringComparison.Ordinal
        );
        Assert.NotNull(Line(lines, HealthCheck.Inward).Milliseconds);
        Assert.Equal(before + 1, GitHub.Deliveries.All.Count);
        // The lines appear one after the other, the proof last.
        Assert.Equal(told.Order(), told);
        Assert.True(told.Count > 2 && told[^1] < lines.Count);
        var app = (await Trip.ConnectionAsync()).App;
        Assert.Equal(202, app.HookStatus);
    }

    [Fact]
    public async Task The_page_shows_each_line_and_a_failed_one_says_who_can_fix_it()
    {
        await Trip.GitHub.FailAsync("GET /api/v3/app", "reset");
        await CheckAsync();

        var page = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}/health");

        Assert.Contains("Who can fix it", page.Words, StringComparison.Ordinal);
        Assert.Contains("Copy for the network team", page.Words, StringComparison.Ordinal);
        Assert.Equal(
            [PreflightVerdict.Failed, PreflightVerdict.NotRun],
            (await LinesAsync())
                .Where(line => line.Check != HealthCheck.Certificate)
                .Select(line => line.Verdict)
                .Distinct()
        );
    }

    [Fact]
    public async Task A_look_that_began_earlier_and_ends_later_is_not_taken_for_the_newer()
    {
        using var goOn = new ManualResetEventSlim();
        var isLooking = new TaskCompletionSource();
        var earlier = Task.Run(
            () =>
                CheckAsync(tell: _ =>
                {
                    isLooking.TrySetResult();
                    goOn.Wait(Stop);
                }),
            Stop
        );
        await isLooking.Task.WaitAsync(Stop);
        await Trip.GitHub.FailAsync("GET /api/v3/app", "reset");
        await CheckAsync();

        goOn.Set();
        await earlier;

        Assert.Equal(
            (ResourceState.Error, Reason.Unreachable),
            ((await Trip.ConnectionAsync()).State, (await Trip.ConnectionAsync()).Reason)
        );
        Assert.Contains(await LinesAsync(), line => line.Verdict == PreflightVerdict.Failed);
        Assert.DoesNotContain(
            await LinesAsync(),
            line => line.Check == HealthCheck.Token && line.Verdict == PreflightVerdict.Passed
        );
    }

    [Fact]
    public async Task A_proof_that_took_its_time_is_written_down_with_what_is_so_at_its_end()
    {
        await CheckAsync(
            CheckDepth.BothDirections,
            lines =>
            {
                // Another check begins and ends while this one is on its way.
                if (lines.Any(line => line.Check == HealthCheck.RateLimit))
                {
                    CheckAsync().GetAwaiter().GetResult();
                }
            }
        );

        Assert.Contains(
            "sent once more",
            Line(await LinesAsync(), HealthCheck.Inward).Seen,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("https://elsewhere.example.com/hook", null, null, "it leads to https://elsewhere")]
    [InlineData("", null, null, "it has no address")]
    [InlineData(null, "form", null, "it sends form and not JSON")]
    [InlineData(null, null, "1", "it does not verify the portal's certificate")]
    public async Task A_webhook_that_somebody_changed_is_said_and_is_set_again_when_asked_for(
        string? url,
        string? contentType,
        string? insecure,
        string sentence
    )
    {
        await CheckAsync();
        var hook = await HookAsync();
        var address = hook.Url;
        (hook.Url, hook.ContentType, hook.InsecureSsl) = (
            url ?? hook.Url,
            contentType ?? hook.ContentType,
            insecure ?? hook.InsecureSsl
        );

        await CheckAsync();

        var connection = await Trip.ConnectionAsync();
        Assert.Equal(
            (ResourceState.Available, Reason.WebhookChanged),
            (connection.State, connection.Reason)
        );
        Assert.Contains(sentence, connection.Detail, StringComparison.Ordinal);
        Assert.Equal(
            PreflightVerdict.Failed,
            Line(await LinesAsync(), HealthCheck.Webhook).Verdict
        );
        Assert.Null(
            await Trip.Doors.Get<RestoreWebhook>().RunAsync(connection.AppId, Doors.Actor, Stop)
        );
        Assert.Equal((address, "json", "0"), (hook.Url, hook.ContentType, hook.InsecureSsl));
        await Until.SeenAsync(() => Trip.ConnectionAsync(), row => row.Reason is null);
    }

    [Fact]
    public async Task A_portal_that_has_another_address_tells_GitHub()
    {
        await CheckAsync();
        var hook = await HookAsync();
        var former = hook.Url;
        var moved = new Uri("http://localhost:5999/");
        await using var doors = Doors.To(Trip.Portal.DataDirectory, moved);

        await doors.Get<CheckConnection>().RunAsync(Trip.ConnectionId, Stop);

        Assert.StartsWith($"{moved}webhooks/", hook.Url, StringComparison.Ordinal);
        // And back.
        await CheckAsync();
        Assert.Equal(former, hook.Url);
    }

    [Theory]
    [InlineData(CheckDepth.Anew)]
    [InlineData(CheckDepth.BothDirections)]
    public async Task What_GitHub_does_not_let_be_read_is_unknown_and_says_why(CheckDepth depth)
    {
        await Trip.GitHub.FailAsync("GET /api/v3/app/hook/", "status", 500);

        await CheckAsync(depth);

        var lines = await LinesAsync();
        foreach (var check in new[] { HealthCheck.Webhook, HealthCheck.Inward })
        {
            var line = Line(lines, check);
            Assert.Equal(PreflightVerdict.Unknown, line.Verdict);
            Assert.Contains("could not be read. ", line.Seen, StringComparison.Ordinal);
            Assert.Contains("500", line.Seen, StringComparison.Ordinal);
        }

        Assert.Equal(ResourceState.Available, (await Trip.ConnectionAsync()).State);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_wrong_is_seen_before_it_hurts()
    {
        GitHub.Clock.Skew = TimeSpan.FromSeconds(45);
        try
        {
            await CheckAsync();
        }
        finally
        {
            GitHub.Clock.Skew = TimeSpan.Zero;
        }

        var line = Line(await LinesAsync(), HealthCheck.Clock);
        Assert.Equal(PreflightVerdict.Warning, line.Verdict);
        Assert.Contains("seconds ahead of the portal's", line.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_installation_gets_no_token_and_the_lines_behind_it_are_not_run()
    {
        var installation = GitHub.Installations[
            (await Trip.ConnectionAsync()).Installation!.GitHubId
        ];
        GitHub.Suspend(installation);
        await CheckAsync();

        var lines = await LinesAsync();

        Assert.Equal(PreflightVerdict.Failed, Line(lines, HealthCheck.Installation).Verdict);
        Assert.Equal(PreflightVerdict.NotRun, Line(lines, HealthCheck.Token).Verdict);
        Assert.Equal(PreflightVerdict.NotRun, Line(lines, HealthCheck.RateLimit).Verdict);
        GitHub.Unsuspend(installation);
        await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            row => row.State == ResourceState.Available
        );
    }

    [Fact]
    public async Task By_schedule_a_delivery_is_asked_for_where_none_was_tried_for_an_hour_and_not_again_at_once()
    {
        await using var db = await Trip.Doors.OpenAsync();
        await db.Apps.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.HookAskedAt, (DateTimeOffset?)null),
            Stop
        );
        var repository = await db.Repositories.FirstAsync(row => !row.Archived, Stop);
        GitHub.Clock.Skew = TimeSpan.FromHours(-2);
        try
        {
            await Trip.GitHub.PushAsync(repository.FullName, repository.DefaultBranch, "Hello");
            await Trip.Rehearsal.Sandbox.IdleAsync();
        }
        finally
        {
            GitHub.Clock.Skew = TimeSpan.Zero;
        }

        var tried = GitHub.Deliveries.All.Count;

        await CheckAsync();
        await CheckAsync();

        await Trip.Rehearsal.Sandbox.IdleAsync();
        Assert.Equal(tried + 1, GitHub.Deliveries.All.Count);
    }

    private Task CheckAsync(
        CheckDepth depth = CheckDepth.Anew,
        Action<IReadOnlyList<HealthLine>>? tell = null
    ) => Trip.Doors.Get<CheckConnection>().RunAsync(Trip.ConnectionId, Stop, depth, tell);

    private async Task<IReadOnlyList<HealthLine>> LinesAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        return HealthLine.Read(
            await db
                .ConnectionHealth.AsNoTracking()
                .SingleAsync(row => row.ConnectionId == Trip.ConnectionId, Stop)
        );
    }

    private static HealthLine Line(IReadOnlyList<HealthLine> lines, HealthCheck check) =>
        lines.Single(line => line.Check == check);

    private async Task<Sandbox.Hook> HookAsync()
    {
        var id = (await Trip.ConnectionAsync()).App.GitHubId!.Value;
        return GitHub.Apps[id].Hook;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
