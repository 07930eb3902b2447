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
            db.Add(Repository(connection.InstallationId!.Value, number, name));
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
    [InlineData("e/w", "acme/web")]
    [InlineData("i-g", "acme/api-gateway")]
    [InlineData("we", "acme/web")]
    [InlineData("ac")]
    [InlineData("a")]
    [InlineData("acme/nosuch")]
    [InlineData("a_i")]
    [InlineData("acme%")]
    [InlineData("api\" OR \"web")]
    [InlineData("api*")]
    [InlineData("a\0")]
    [InlineData("'")]
    [InlineData("\"\"\"")]
    [InlineData("🚀🚀🚀")]
    public async Task Deliveries_are_found_by(string search, params string[] repositories)
    {
        Assert.Equal(repositories, await RepositoriesAsync(search));
    }

    [Fact]
    public async Task A_repository_is_found_by_its_new_name_and_no_more_by_its_old_one()
    {
        await using (var db = await _portal.Doors.OpenAsync())
        {
            var web = await db.Repositories.SingleAsync(row => row.FullName == "acme/web", Stop);
            web.FullName = "acme/site";
            var gateway = await db.Repositories.SingleAsync(
                row => row.FullName == "acme/api-gateway",
                Stop
            );
            db.Remove(gateway);
            await db.SaveChangesAsync(Stop);
        }

        await QuietRows.DeliveryAsync(_portal.Doors, _app, 1, "acme/site");

        Assert.Equal(["acme/site"], await RepositoriesAsync("sit"));
        Assert.Empty(await RepositoriesAsync("web"));
        Assert.Equal(["acme/api"], await RepositoriesAsync("api"));
        // Its deliveries are still there.
        Assert.Equal(["acme/web"], await RepositoriesAsync("acme/web"));
    }

    [Fact]
    public async Task Where_too_many_repositories_have_it_in_their_name_the_list_says_so()
    {
        Assert.False((await ListAsync("acme")).MoreNames);
        await using (var db = await _portal.Doors.OpenAsync())
        {
            var one = await db.Repositories.AsNoTracking().FirstAsync(Stop);
            db.AddRange(
                Enumerable
                    .Range(100, DeliveryLines.MostRepositories)
                    .Select(number => Repository(one.InstallationId, number, $"acme/many-{number}"))
            );
            await db.SaveChangesAsync(Stop);
        }

        Assert.True((await ListAsync("acme")).MoreNames);
        Assert.False((await ListAsync("acme/many")).MoreNames);
        Assert.True((await ListAsync("acme/")).MoreNames);
    }

    [Fact]
    public async Task Deliveries_of_a_host_with_more_apps_than_a_page_has_lines_are_all_found_newest_first()
    {
        await using (var db = await _portal.Doors.OpenAsync())
        {
            var now = TimeProvider.System.GetUtcNow();
            var apps = Enumerable
                .Range(0, 120)
                .Select(number => new App
                {
                    Id = Guid.NewGuid(),
                    HostId = _app.HostId,
                    Key = $"many-{number}",
                    OwnerKind = OwnerKind.Organization,
                    ProposedName = $"App {number}",
                    Creation = AppCreation.Created,
                    CreationChangedAt = now,
                })
                .ToList();
            db.AddRange(apps);
            await db.SaveChangesAsync(Stop);
            foreach (var app in apps.Concat(apps.Take(10)))
            {
                await QuietRows.DeliveryAsync(_portal.Doors, app, 1, "acme/web");
            }
        }

        var filter = new DeliveryFilter(Host: _app.HostId);
        var list = _portal.Doors.Get<ListDeliveries>();
        var found = new List<long>();
        var page = await list.RunAsync(filter, null, null);
        found.AddRange(page.Lines.Select(line => line.Id));
        while (page.HasOlder)
        {
            page = await list.RunAsync(filter, found[^1], null);
            found.AddRange(page.Lines.Select(line => line.Id));
        }

        Assert.Equal(133, found.Count);
        Assert.Equal(found.OrderDescending(), found);
        var newer = await list.RunAsync(filter, null, found[100]);
        Assert.Equal(found.Skip(50).Take(50), newer.Lines.Select(line => line.Id));
        Assert.True(newer.HasNewer);
    }

    private Task<DeliveryLines> ListAsync(string search) =>
        _portal
            .Doors.Get<ListDeliveries>()
            .RunAsync(new DeliveryFilter(Search: search), null, null);

    private async Task<IEnumerable<string?>> RepositoriesAsync(string search) =>
        (await ListAsync(search)).Lines.Select(line => line.Repository);

    private static Repository Repository(Guid installation, int number, string name) =>
        new()
        {
            Id = Guid.NewGuid(),
            InstallationId = installation,
            GitHubId = number,
            FullName = name,
            Visibility = "private",
            DefaultBranch = "main",
        };

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
