using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>A connection shows what came last for it, in any state, and nothing of others.</summary>
public abstract class NewestDeliveriesTests : IAsyncLifetime
{
    private const long Installation = 1;
    private const long Another = 2;

    private QuietPortal _portal = null!;
    private App _app = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await SettingsAsync());
        _app = await QuietRows.AppAsync(_portal.Doors, "https://ghes.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Fact]
    public async Task What_waits_what_failed_and_what_names_no_installation_stand_among_the_others()
    {
        var other = await QuietRows.AppAsync(_portal.Doors, "https://two.example");
        await AddAsync(_app, Installation, DeliveryState.Handled, "first");
        await AddAsync(_app, null, DeliveryState.Handled, "of the app");
        await AddAsync(_app, Another, DeliveryState.Handled, "another's");
        await AddAsync(other, Installation, DeliveryState.Handled, "another app's");
        await AddAsync(_app, Installation, DeliveryState.Parked, "parked");
        await AddAsync(_app, Another, DeliveryState.Received, "another's that waits");
        await AddAsync(_app, Installation, DeliveryState.Received, "waits");
        await AddAsync(_app, null, DeliveryState.Failed, "failed");

        Assert.Equal(["failed", "waits", "parked", "of the app", "first"], await NewestAsync(10));
        Assert.Equal(["failed", "waits"], await NewestAsync(2));
    }

    private async Task<IEnumerable<string>> NewestAsync(int count) =>
        (
            await _portal.Doors.Get<NewestDeliveries>().RunAsync(_app.Id, Installation, count, Stop)
        ).Select(line => line.Event);

    private Task AddAsync(App app, long? installation, DeliveryState state, string name) =>
        QuietRows.DeliveryAsync(_portal.Doors, app, installation, "acme/a", state, name);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class NewestDeliveriesOnSqliteTests : NewestDeliveriesTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class NewestDeliveriesOnPostgresTests : NewestDeliveriesTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
