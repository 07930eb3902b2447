using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>A repository's whole name finds its deliveries alone, a part of one those of all that have it.</summary>
public abstract class DeliverySearchTests : IAsyncLifetime
{
    private QuietPortal _portal = null!;
    private App _app = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await QuietPortal.StartAsync(await SettingsAsync());
        _app = await QuietRows.AppAsync(_portal.Doors, "https://ghes.example");
        foreach (var name in new[] { "acme/api", "acme/api-gateway", "acme/web" })
        {
            await QuietRows.DeliveryAsync(_portal.Doors, _app, 1, name);
        }

        // As the account has them; nothing came from the last one.
        await using var db = await _portal.Doors.OpenAsync();
        var host = await db.Hosts.SingleAsync(Stop);
        var connection = Population.Connection(db, host, _app, 1);
        string[] names = ["acme/api", "acme/api-gateway", "acme/web", "acme/ap"];
        foreach (var (number, name) in names.Index())
        {
            db.Add(
                new Repository
                {
                    Id = Guid.NewGuid(),
                    InstallationId = connection.InstallationId!.Value,
                    GitHubId = number,
                    FullName = name,
                    Visibility = "private",
                    DefaultBranch = "main",
                }
            );
        }

        await db.SaveChangesAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Theory]
    [InlineData("acme/api", "acme/api")]
    [InlineData(" acme/api ", "acme/api")]
    [InlineData("api", "acme/api-gateway", "acme/api")]
    [InlineData("acme/ap", "acme/api-gateway", "acme/api")]
    [InlineData("ACME/API", "acme/api-gateway", "acme/api")]
    [InlineData("acme/nosuch")]
    public async Task Deliveries_are_found_by(string search, params string[] repositories)
    {
        var found = await _portal
            .Doors.Get<ListDeliveries>()
            .RunAsync(new DeliveryFilter(Search: search), null, null);

        Assert.Equal(repositories, found.Lines.Select(line => line.Repository));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class DeliverySearchOnSqliteTests : DeliverySearchTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());
}

public sealed class DeliverySearchOnPostgresTests : DeliverySearchTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();
}
