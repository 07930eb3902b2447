using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>What was taken in gets its place once, in the order in which it came; what came before has none.</summary>
public abstract class SortTests : IAsyncLifetime
{
    private QuietPortal _portal = null!;
    private App _app = null!;
    private Guid _secret;

    private SortDeliveries Sort => _portal.Doors.Get<SortDeliveries>();

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await SettingsAsync());
        _app = await QuietRows.AppAsync(_portal.Doors, "https://ghes.example");
        await using var db = await _portal.Doors.OpenAsync();
        _secret = _portal
            .Doors.Get<SecretStore>()
            .Put(db, _app.Id, SecretField.WebhookSecret, new SecretText("It's-a-Secret"))
            .Id;
        await db.SaveChangesAsync(Stop);
        await _portal.Doors.Get<DeliveryPulse>().BeginAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Fact]
    public async Task What_is_stored_is_not_handled_before_it_is_sorted()
    {
        await StoreAsync(Guid.NewGuid(), "acme/a");

        Assert.Null(await _portal.Doors.Get<NextDelivery>().FindAsync([], Stop));
        Assert.True(Sort.Waits);
        Assert.False(await Sort.RunAsync(SortDeliveries.Most));

        Assert.NotNull(await _portal.Doors.Get<NextDelivery>().FindAsync([], Stop));
        Assert.False(Sort.Waits);
        await using var db = await _portal.Doors.OpenAsync();
        Assert.NotNull((await db.Apps.SingleAsync(Stop)).LastDeliveryAt);
    }

    [Fact]
    public async Task One_that_came_before_is_dropped_with_its_body_and_wakes_the_first_where_that_failed()
    {
        var (failed, handled) = (Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(failed, "acme/a");
        await StoreAsync(handled, "acme/b");
        await SortAllAsync();
        await SetAsync(failed, DeliveryState.Parked);
        await SetAsync(handled, DeliveryState.Handled);

        // Twice in one turn, too.
        foreach (var again in new[] { failed, handled, failed })
        {
            await StoreAsync(again, "acme/a");
        }

        await SortAllAsync();

        var rows = await RowsAsync();
        Assert.Equal(
            [(failed, DeliveryState.Received), (handled, DeliveryState.Handled)],
            rows.Select(row => (row.Guid, row.State))
        );
        await using var db = await _portal.Doors.OpenAsync();
        Assert.Equal(2, await db.DeliveryBodies.CountAsync(Stop));
    }

    [Fact]
    public async Task What_an_app_brought_goes_with_it_and_what_a_delivery_brought_with_that()
    {
        var (kept, pruned) = (Guid.NewGuid(), Guid.NewGuid());
        var other = await QuietRows.AppAsync(_portal.Doors, "https://two.example");
        await StoreAsync(Guid.NewGuid(), "acme/a");
        await StoreAsync(kept, "acme/a", other);
        await StoreAsync(pruned, "acme/a", other);
        await SortAllAsync();
        // One that is not sorted yet, too.
        await StoreAsync(Guid.NewGuid(), "acme/b");
        await using var db = await _portal.Doors.OpenAsync();

        await db.Hosts.Where(row => row.Id == _app.HostId).ExecuteDeleteAsync(Stop);
        await db.Deliveries.Where(row => row.Guid == pruned).ExecuteDeleteAsync(Stop);

        var left = Assert.Single(await RowsAsync());
        Assert.Equal(kept, left.Guid);
        Assert.Equal(left.Id, (await db.DeliveryBodies.SingleAsync(Stop)).DeliveryId);
        await db.Apps.Where(row => row.Id == other.Id).ExecuteDeleteAsync(Stop);
        Assert.Empty(await RowsAsync());
        Assert.False(await db.DeliveryBodies.AnyAsync(Stop));
    }

    [Fact]
    public async Task The_same_GUID_of_two_apps_is_two_deliveries()
    {
        var (guid, other) = (
            Guid.NewGuid(),
            await QuietRows.AppAsync(_portal.Doors, "https://two.example")
        );
        await StoreAsync(guid, "acme/a");
        await StoreAsync(guid, "acme/a", other);

        await SortAllAsync();

        Assert.Equal(2, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task A_turn_takes_the_oldest_and_says_that_there_are_more()
    {
        var guids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var guid in guids)
        {
            await StoreAsync(guid, "acme/a");
        }

        Assert.True(await Sort.RunAsync(2));

        Assert.True(Sort.Waits);
        Assert.Equal(
            [true, true, false, false, false],
            (await RowsAsync()).Select(row => row.Sorted)
        );
        await SortAllAsync();
        var rows = await RowsAsync();
        Assert.Equal(guids, rows.Select(row => row.Guid));
        Assert.All(rows, row => Assert.True(row.Sorted));
        Assert.Equal(5, Pulse());
    }

    [Fact]
    public async Task Many_at_once_get_their_own_bodies()
    {
        var guids = Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(guids.Select(guid => StoreAsync(guid, $"acme/{guid:N}")));

        await SortAllAsync();
        await using var db = await _portal.Doors.OpenAsync();
        var rows = await db.Deliveries.Include(row => row.Body).ToListAsync(Stop);
        Assert.Equal(guids.Order(), rows.Select(row => row.Guid).Order());
        Assert.All(
            rows,
            row =>
                Assert.Equal($"\"{row.Guid:N}\"", System.Text.Encoding.UTF8.GetString(row.Json()))
        );
    }

    private int Pulse() =>
        _portal
            .Doors.Get<DeliveryPulse>()
            .Of(_app.Id, 1)!
            .Received.LastHour(TimeProvider.System.GetUtcNow())
            .Sum();

    private async Task StoreAsync(Guid guid, string repository, App? app = null)
    {
        var owner = app?.Id ?? _app.Id;
        Assert.Equal(
            Storing.Stored,
            await _portal
                .Doors.Get<StoreDelivery>()
                .RunAsync(
                    new Delivery
                    {
                        AppId = owner,
                        Guid = guid,
                        Event = "push",
                        InstallationGitHubId = 1,
                        RepositoryName = repository,
                        Lane = Delivery.LaneOf(owner, 1, repository),
                        ReceivedAt = TimeProvider.System.GetUtcNow(),
                        Size = 34,
                        Body = KeepBody.Of(System.Text.Encoding.UTF8.GetBytes($"\"{guid:N}\""), ""),
                        BodyHash = [],
                        Sorted = false,
                        State = DeliveryState.Received,
                    },
                    _secret
                )
        );
    }

    private async Task SetAsync(Guid guid, DeliveryState state)
    {
        await using var db = await _portal.Doors.OpenAsync();
        await db
            .Deliveries.Where(row => row.Guid == guid)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.State, state), Stop);
    }

    private async Task<List<Delivery>> RowsAsync()
    {
        await using var db = await _portal.Doors.OpenAsync();
        return await db.Deliveries.AsNoTracking().OrderBy(row => row.Id).ToListAsync(Stop);
    }

    private async Task SortAllAsync()
    {
        while (await Sort.RunAsync(SortDeliveries.Most)) { }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class SortOnSqliteTests : SortTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class SortOnPostgresTests : SortTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
