using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>Whose turn it is: in order per repository, round the repositories, past all that must wait.</summary>
public abstract class LaneTests : IAsyncLifetime
{
    private QuietPortal _portal = null!;
    private App _app = null!;

    private NextDelivery Next => _portal.Doors.Get<NextDelivery>();

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await SettingsAsync());
        _app = await AppAsync("https://ghes.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Fact]
    public async Task Of_one_repository_the_oldest_comes_first_and_the_repositories_take_turns()
    {
        foreach (var repository in new[] { "acme/a", "acme/a", "acme/A", "acme/b", "acme/c" })
        {
            await AddAsync(_app, 1, repository);
        }

        Assert.Equal(["acme/a", "acme/b", "acme/c", "acme/a", "acme/a"], await HandleAllAsync());
    }

    [Fact]
    public async Task A_repository_that_is_busy_is_stepped_over_and_one_that_waits_much_holds_up_none()
    {
        for (var many = 0; many < 50; many++)
        {
            await AddAsync(_app, 1, "acme/a");
        }

        await AddAsync(_app, 1, "acme/b");
        var first = await Next.FindAsync([], Stop);
        var second = await Next.FindAsync([first!.Value.Lane], Stop);

        Assert.EndsWith("/acme/a", first.Value.Lane, StringComparison.Ordinal);
        Assert.EndsWith("/acme/b", second!.Value.Lane, StringComparison.Ordinal);
        Assert.Null(await Next.FindAsync([first.Value.Lane, second.Value.Lane], Stop));
    }

    [Fact]
    public async Task What_is_contained_waits_and_nothing_else_does()
    {
        var (contained, other) = (
            await AppAsync("https://one.example"),
            await AppAsync("https://two.example")
        );
        await ContainAsync(contained);
        foreach (var app in new[] { _app, contained, other })
        {
            await AddAsync(app, 12, $"acme/{app.Key}");
            await AddAsync(app, null, null);
        }

        await SuspendAsync(_app, 1);
        await AddAsync(_app, 1, "acme/suspended");

        Assert.Equal(
            new[] { "", "", $"acme/{_app.Key}", $"acme/{other.Key}" }.Order(),
            (await HandleAllAsync()).Order()
        );
    }

    [Fact]
    public async Task While_a_server_is_in_maintenance_its_deliveries_wait_and_others_do_not()
    {
        var other = await AppAsync("https://other.example");
        await AddAsync(_app, 1, "acme/a");
        await AddAsync(other, 1, "acme/b");
        await using (var db = await _portal.Doors.OpenAsync())
        {
            (await db.Hosts.FindAsync([_app.HostId], Stop))!.Reason = Reason.Maintenance;
            await db.SaveChangesAsync(Stop);
        }

        Assert.Equal(["acme/b"], await HandleAllAsync());

        await using (var db = await _portal.Doors.OpenAsync())
        {
            (await db.Hosts.FindAsync([_app.HostId], Stop))!.Reason = null;
            await db.SaveChangesAsync(Stop);
        }

        Assert.Equal(["acme/a"], await HandleAllAsync());
    }

    /// <summary>Takes one after the other until none is left; the repositories in this order.</summary>
    private async Task<List<string>> HandleAllAsync()
    {
        var order = new List<string>();
        await using var db = await _portal.Doors.OpenAsync();
        while (await Next.FindAsync([], Stop) is { } found)
        {
            var delivery = (await db.Deliveries.FindAsync([found.Id], Stop))!;
            order.Add(delivery.RepositoryName?.ToLowerInvariant() ?? "");
            delivery.State = DeliveryState.Handled;
            await db.SaveChangesAsync(Stop);
        }

        return order;
    }

    private Task<App> AppAsync(string host) => QuietRows.AppAsync(_portal.Doors, host);

    private async Task ContainAsync(App app)
    {
        await using var db = await _portal.Doors.OpenAsync();
        (await db.Apps.FindAsync([app.Id], Stop))!.ContainedAt = TimeProvider.System.GetUtcNow();
        await db.SaveChangesAsync(Stop);
    }

    private async Task SuspendAsync(App app, long installation)
    {
        await using var db = await _portal.Doors.OpenAsync();
        db.Installations.Add(
            new Installation
            {
                Id = Guid.NewGuid(),
                AppId = app.Id,
                GitHubId = installation,
                Account = "acme",
                AccountType = "Organization",
                RepositorySelection = "all",
                SettingsPath = "/",
                Permissions = "",
                Events = "",
                SuspendedByPortal = true,
            }
        );
        await db.SaveChangesAsync(Stop);
    }

    private async Task AddAsync(App app, long? installation, string? repository)
    {
        await using var db = await _portal.Doors.OpenAsync();
        db.Deliveries.Add(
            new Delivery
            {
                AppId = app.Id,
                Guid = Guid.NewGuid(),
                Event = "push",
                InstallationGitHubId = installation,
                RepositoryName = repository,
                Lane = Delivery.LaneOf(app.Id, installation, repository),
                ReceivedAt = TimeProvider.System.GetUtcNow(),
                Size = 2,
                Body = KeepBody.Of("{}"u8, ""),
                BodyHash = [],
                State = DeliveryState.Received,
                Sorted = true,
            }
        );
        await db.SaveChangesAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class LaneOnSqliteTests : LaneTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class LaneOnPostgresTests : LaneTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
