using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Notifications;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Notifications;

/// <summary>What reaches a channel, with the clock in the test's hands and the workers run turn by turn.</summary>
public abstract class TellTests : IAsyncLifetime
{
    private const string Secret = "a secret of sixteen signs";

    private readonly ManualTime _time = new();
    private readonly HttpReceiver _chat = new();
    private QuietPortal _portal = null!;
    private Portal.Data.Host _host = null!;
    private List<Connection> _connections = [];

    /// <summary>Where the rows are.</summary>
    protected abstract Task<IReadOnlyDictionary<string, string?>> DatabaseAsync();

    private Doors Doors => _portal.Doors;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await DatabaseAsync(), time: _time);
        await using var db = await Doors.OpenAsync();
        var population = Population.In(Doors);
        _host = Population.Host("https://ghes.example.com");
        _host.StateSince = _time.GetUtcNow();
        db.Add(_host);
        var app = population.App(db, _host);
        _connections =
        [
            .. Enumerable.Range(1, 6).Select(n => Population.Connection(db, _host, app, n)),
        ];
        await db.SaveChangesAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _chat.Dispose();
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_trouble_and_its_end_arrive_once_each_signed_and_with_their_fields()
    {
        await AddAsync();

        await TroubleAsync(_connections[0].Id, Reason.CredentialsRejected);
        await PassAsync(TimeSpan.FromMinutes(10));

        var told = Assert.Single(_chat.Got);
        var signature = WebhookSignature.Verify(
            told.Headers["X-Portal-Signature-256"],
            [new OpenedSecret(Guid.Empty, new SecretText(Secret))],
            told.Body
        );
        Assert.Equal(SignatureCheck.Valid, signature.Check);
        using (var body = JsonDocument.Parse(told.Body))
        {
            Assert.Equal(
                told.Headers["X-Portal-Delivery"],
                body.RootElement.GetProperty("id").GetString()
            );
            var change = Assert.Single(body.RootElement.GetProperty("changes").EnumerateArray());
            Assert.Equal("CredentialsRejected", change.GetProperty("reason").GetString());
            Assert.Equal(_connections[0].Id, change.GetProperty("id").GetGuid());
        }

        await TroubleAsync(_connections[0].Id, null);
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _chat.Got.Count);
        Assert.Contains("well again", _chat.Got.Last().Text, StringComparison.Ordinal);
        await PassAsync(TimeSpan.FromHours(8));
        Assert.Equal(2, _chat.Got.Count);
        await using var db = await Doors.OpenAsync();
        Assert.Empty(await db.Alarms.ToListAsync(Stop));
    }

    [Fact]
    public async Task A_host_that_is_down_is_told_and_not_its_connections_one_by_one()
    {
        await AddAsync();

        await HostTroubleAsync(Reason.Unreachable);
        foreach (var connection in _connections)
        {
            await TroubleAsync(connection.Id, Reason.Unreachable);
        }

        await PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal("ghes.example.com: unreachable", Headline(Assert.Single(_chat.Got)));

        // It answers again, and its connections are looked at a while later: of many the last, and one does not work by itself.
        await HostTroubleAsync(null);
        await PassAsync(TimeSpan.FromMinutes(10));
        foreach (var connection in _connections)
        {
            await TroubleAsync(connection.Id, null);
        }

        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(
            [
                "ghes.example.com: unreachable",
                "ghes.example.com is well again",
                "org-1 on ghes.example.com: suspended",
            ],
            _chat.Got.Select(Headline)
        );
    }

    [Fact]
    public async Task Maintenance_and_what_an_administrator_contained_are_not_told()
    {
        await AddAsync();

        await TroubleAsync(_connections[0].Id, Reason.Maintenance);
        await TroubleAsync(_connections[1].Id, Reason.Contained);
        await HostTroubleAsync(Reason.Maintenance);
        await PassAsync(TimeSpan.FromHours(3));

        Assert.Empty(_chat.Got);
    }

    [Fact]
    public async Task Several_changes_within_the_gap_come_in_one_message()
    {
        await AddAsync();
        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(3));

        await TroubleAsync(_connections[1].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromSeconds(30));
        await TroubleAsync(_connections[2].Id, Reason.Uninstalled);
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, _chat.Got.Count);
        Assert.Equal("2 need attention", Headline(_chat.Got.Last()));
    }

    [Fact]
    public async Task In_quiet_hours_nothing_is_sent_and_afterwards_all_of_it_at_once()
    {
        // It is noon.
        await AddAsync(form =>
            (form.Quiet, form.QuietFrom, form.QuietTo) = (true, new(11, 0), new(15, 0))
        );
        await AddAsync(form => form.Name = "always");

        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(60));
        await TroubleAsync(_connections[0].Id, null);
        await TroubleAsync(_connections[1].Id, Reason.Uninstalled);
        await PassAsync(TimeSpan.FromMinutes(100));
        Assert.Equal(2, _chat.Got.Count);
        await PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(3, _chat.Got.Count);
        Assert.Equal("1 needs attention, 1 well again", Headline(_chat.Got.Last()));
        await using var db = await Doors.OpenAsync();
        await Doors.Get<SendNotices>().PruneAsync(Stop);
        Assert.Empty(await db.Notices.ToListAsync(Stop));
    }

    [Theory]
    [InlineData(500, "answered 500")]
    [InlineData(404, "nothing takes messages at this address")]
    [InlineData(302, "it leads elsewhere")]
    public async Task What_does_not_arrive_is_said_kept_and_told_when_it_can_be(
        int status,
        string words
    )
    {
        using var elsewhere = new HttpReceiver();
        var id = await AddAsync();
        (_chat.Status, _chat.Location) = (status, status == 302 ? elsewhere.Url : null);

        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(20));

        var failing = await ChannelAsync(id);
        Assert.Contains(words, failing.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("the-path-is-secret", failing.Problem, StringComparison.Ordinal);
        Assert.NotNull(failing.FailingSince);
        // Less and less often, and each time the same message.
        Assert.InRange(_chat.Got.Count, 4, 9);
        Assert.Single(_chat.Got.Select(one => one.Headers["X-Portal-Delivery"]).Distinct());
        Assert.Empty(elsewhere.Got);

        var before = _chat.Got.Count;
        _chat.Status = 204;
        await PassAsync(TimeSpan.FromMinutes(70));
        Assert.Equal(before + 1, _chat.Got.Count);
        var works = await ChannelAsync(id);
        Assert.Equal((null, null, 0), (works.Problem, works.FailingSince, works.Attempts));
    }

    [Fact]
    public async Task A_channel_that_fails_holds_up_no_other_and_a_paused_one_says_nothing()
    {
        await AddAsync(form =>
            (form.Name, form.Address) = ("dead", new SecretText("http://127.0.0.1:9/x"))
        );
        await AddAsync(form => (form.Name, form.Paused) = ("paused", true));
        await AddAsync();

        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(5));

        Assert.Single(_chat.Got);
    }

    [Fact]
    public async Task A_new_channel_is_told_what_happens_from_then_on()
    {
        await AddAsync(form => form.Name = "first");
        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(10));
        await AddAsync();
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Single(_chat.Got);

        await TroubleAsync(_connections[0].Id, null);
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(3, _chat.Got.Count);
    }

    [Fact]
    public async Task What_is_being_ended_is_not_told_and_leaves_no_alarm()
    {
        await AddAsync();
        await TroubleAsync(_connections[0].Id, Reason.Suspended);
        await PassAsync(TimeSpan.FromMinutes(1));
        await using (var db = await Doors.OpenAsync())
        {
            Assert.Single(await db.Alarms.ToListAsync(Stop));
            await db
                .Connections.Where(row => row.Id == _connections[0].Id)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.EndingId, Guid.NewGuid()),
                    Stop
                );
        }

        await PassAsync(TimeSpan.FromMinutes(30));

        Assert.Empty(_chat.Got);
        await using var after = await Doors.OpenAsync();
        Assert.Empty(await after.Alarms.ToListAsync(Stop));
    }

    private async Task<Guid> AddAsync(Action<ChannelForm>? change = null)
    {
        var form = new ChannelForm
        {
            Name = "on-call",
            Address = new SecretText($"{_chat.Url}the-path-is-secret"),
            Signing = new SecretText(Secret),
        };
        change?.Invoke(form);
        var saved = await Doors.Get<SaveChannel>().RunAsync(null, form, Doors.Actor, Stop);
        Assert.Empty(saved.Problems);
        return saved.Id!.Value;
    }

    private async Task<NotificationChannel> ChannelAsync(Guid id)
    {
        await using var db = await Doors.OpenAsync();
        return await db.NotificationChannels.AsNoTracking().SingleAsync(row => row.Id == id, Stop);
    }

    private async Task TroubleAsync(Guid connection, Reason? reason)
    {
        await using var db = await Doors.OpenAsync();
        var row = await db.Connections.SingleAsync(one => one.Id == connection, Stop);
        (row.Reason, row.StateSince) = (reason, _time.GetUtcNow());
        row.CheckedAt = row.StateSince;
        row.State = reason is null ? ResourceState.Available : ResourceState.Error;
        await db.SaveChangesAsync(Stop);
    }

    private async Task HostTroubleAsync(Reason? reason)
    {
        await using var db = await Doors.OpenAsync();
        var row = await db.Hosts.SingleAsync(Stop);
        (row.Reason, row.StateSince) = (reason, _time.GetUtcNow());
        row.State = reason is null ? ResourceState.Available : ResourceState.Error;
        await db.SaveChangesAsync(Stop);
    }

    /// <summary>Lets the time go by, and both workers have their turns in it.</summary>
    private async Task PassAsync(TimeSpan by)
    {
        var turn = by < TimeSpan.FromHours(2) ? TimeSpan.FromSeconds(15) : TimeSpan.FromMinutes(2);
        for (var passed = TimeSpan.Zero; passed < by; passed += turn)
        {
            _time.Advance(turn);
            await Doors.Get<WatchStates>().RunAsync(Stop);
            await Doors.Get<SendNotices>().RunAsync(Stop);
        }
    }

    private static string Headline(Received message)
    {
        using var body = JsonDocument.Parse(message.Body);
        return body.RootElement.GetProperty("headline").GetString()!;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class TellOnSqliteTests : TellTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> DatabaseAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(
            new Dictionary<string, string?>(StringComparer.Ordinal)
        );
}

public sealed class TellOnPostgresTests : TellTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> DatabaseAsync() =>
        SharedPostgres.SettingsAsync();
}
