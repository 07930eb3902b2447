using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Data;

/// <summary>A portal that is years old starts with a newer version, and keeps what it knew.</summary>
public sealed class UpgradeTests
{
    private const string BeforeNetworks = "20261121101839_EndingAppId";

    [Fact]
    public async Task What_a_host_knew_about_its_way_becomes_a_network()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeNetworks, Stop);
        var (plain, proxied) = (Guid.NewGuid(), Guid.NewGuid());
        await AddHostAsync(db, plain, "https://plain.example", null, null);
        await AddHostAsync(db, proxied, "https://ghes.example", "http://proxy:3128", "PEM");

        await Sqlite.MigrateAsync(db, Stop);

        var hosts = await db.Hosts.OrderBy(host => host.WebUrl).ToListAsync(Stop);
        Assert.Equal([proxied, plain], hosts.Select(host => host.Id));
        Assert.Equal(
            ("Network of https://ghes.example", "http://proxy:3128", "PEM"),
            (hosts[0].Network!.Name, hosts[0].Network!.ProxyUrl, hosts[0].Network!.CaCertificates)
        );
        Assert.Null(hosts[1].Network);
        Assert.Null(hosts[0].SeenCertificates);
    }

    [Fact]
    public async Task No_migration_makes_a_table_anew_which_a_kill_could_leave_half_done()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();

        var script = db.GetService<IMigrator>().GenerateScript();

        Assert.Contains("CREATE TABLE \"Networks\"", script, StringComparison.Ordinal);
        Assert.DoesNotContain("ef_temp_", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_migrations_lead_to_the_model()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task A_portal_that_was_killed_while_it_upgraded_upgrades_with_the_next_start()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeNetworks, Stop);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-11-21 12:00:00')",
            Stop
        );
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));

        await Sqlite.MigrateAsync(db, patience.Token);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Stop));
    }

    private static Task<int> AddHostAsync(
        PortalDb db,
        Guid id,
        string url,
        string? proxy,
        string? authorities
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Hosts" ("Id", "Name", "Flavor", "WebUrl", "ApiUrl", "ProxyUrl", "CaCertificates", "State", "StateSince", "RemoveWhenEmpty", "CreatedAt")
            VALUES ({id}, 'ghes', 'EnterpriseServer', {url}, {url}, {proxy}, {authorities}, 'Available', 1, 0, 1)
            """,
            Stop
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
