using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Data;

/// <summary>A portal that is years old starts with a newer version, and keeps what it knew.</summary>
public sealed class UpgradeTests
{
    private const string BeforeNetworks = "20261121101839_EndingAppId";
    private const string BeforeBodies = "20261121224149_Contributions";
    private const string BeforeParts = "20261130104601_NeedsAttention";
    private const string BeforeAttention = "20261128003454_SortedDeliveries";

    [Fact]
    public async Task What_a_host_knew_about_its_way_becomes_a_network()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeNetworks, Stop);
        var (plain, proxied) = (Guid.NewGuid(), Guid.NewGuid());
        await AddHostAsync(db, plain, "https://plain.example", null, null);
        await AddHostAsync(db, proxied, "https://ghes.example", "http://proxy:3128", "PEM");

        await db.MigrateAsync(Stop);

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
    public async Task Deliveries_keep_their_payload_and_their_turn()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeBodies, Stop);
        var (host, app) = (Guid.NewGuid(), Guid.NewGuid());
        await AddHostAndAppAsync(db, host, app);
        foreach (
            var (state, retryAt) in new[]
            {
                ("Received", null),
                ("Failed", null),
                ("Failed", (long?)7),
            }
        )
        {
            await db.Database.ExecuteSqlAsync(
                $$"""
                INSERT INTO "Deliveries" ("AppId", "Guid", "Event", "InstallationGitHubId", "RepositoryName", "ReceivedAt", "Body", "BodyHash", "Replayed", "State", "Attempts", "RetryAt")
                VALUES ({{app}}, {{Guid.NewGuid()}}, 'push', 12, 'Acme/Web', 1, {{"{}"u8.ToArray()}}, {{"hash"u8.ToArray()}}, 0, {{state}}, 0, {{retryAt}})
                """,
                Stop
            );
        }

        await db.MigrateAsync(Stop);

        var rows = await db
            .Deliveries.Include(row => row.Body)
            .OrderBy(row => row.Id)
            .ToListAsync(Stop);
        Assert.Equal(
            [DeliveryState.Received, DeliveryState.Parked, DeliveryState.Failed],
            rows.Select(row => row.State)
        );
        Assert.All(rows, row => Assert.Equal("{}"u8.ToArray(), row.Json()));
        Assert.All(rows, row => Assert.Equal(Delivery.LaneOf(app, 12, "Acme/Web"), row.Lane));
    }

    [Fact]
    public async Task Connections_that_were_in_trouble_need_attention()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeAttention, Stop);
        var (host, app) = (Guid.NewGuid(), Guid.NewGuid());
        await AddHostAndAppAsync(db, host, app);
        foreach (
            var (name, state, reason) in new[]
            {
                ("fine", "Available", null),
                ("in trouble", "Error", "Uninstalled"),
                ("in maintenance", "Available", "Maintenance"),
            }
        )
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Connections" ("Id", "Name", "HostId", "AppId", "State", "Reason", "Stage", "StateSince", "CheckWanted", "CheckDueAt", "AuthorizedBySiteAdministrator", "CreatedAt")
                VALUES ({Guid.NewGuid()}, {name}, {host}, {app}, {state}, {reason}, 'Complete', 1, 0, 1, 0, 1)
                """,
                Stop
            );
        }

        await db.MigrateAsync(Stop);

        Assert.Equal(
            ["in trouble"],
            await db
                .Connections.Where(row => row.NeedsAttention)
                .Select(row => row.Name)
                .ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task Names_of_before_are_found_by_a_part()
    {
        await using var portal = await QuietPortal.StartAsync(migrated: false);
        await using var db = await portal.Doors.OpenAsync();
        await db.GetService<IMigrator>().MigrateAsync(BeforeParts, Stop);
        var (host, app, installation) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await AddHostAndAppAsync(db, host, app);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Installations" ("Id", "AppId", "GitHubId", "Account", "AccountType", "RepositorySelection", "SettingsPath", "Permissions", "Events", "SyncWanted")
            VALUES ({installation}, {app}, 1, 'acme', 'Organization', 'all', '/settings', '', '', 0);
            INSERT INTO "Repositories" ("Id", "InstallationId", "GitHubId", "FullName", "Visibility", "DefaultBranch", "Archived")
            VALUES ({Guid.NewGuid()}, {installation}, 1, 'acme/api-gateway', 'private', 'main', 0);
            INSERT INTO "Connections" ("Id", "Name", "HostId", "AppId", "State", "Stage", "StateSince", "CheckWanted", "CheckDueAt", "AuthorizedBySiteAdministrator", "CreatedAt")
            VALUES ({Guid.NewGuid()}, 'Acme on ghes', {host}, {app}, 'Available', 'Complete', 1, 0, 1, 0, 1)
            """,
            Stop
        );

        await db.MigrateAsync(Stop);

        Assert.Equal(1, await db.RepositoriesNamed("gate").CountAsync(Stop));
        Assert.Equal(1, await db.ConnectionsNamed("acme on").CountAsync(Stop));
        Assert.Equal(0, await db.ConnectionsNamed("gate").CountAsync(Stop));
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

        await db.MigrateAsync(patience.Token);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Stop));
    }

    private static Task<int> AddHostAndAppAsync(PortalDb db, Guid host, Guid app) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Hosts" ("Id", "Name", "Flavor", "WebUrl", "ApiUrl", "State", "StateSince", "RemoveWhenEmpty", "CreatedAt")
            VALUES ({host}, 'ghes', 'EnterpriseServer', 'https://a.example', 'https://a.example', 'Available', 1, 0, 1);
            INSERT INTO "Apps" ("Id", "HostId", "Key", "OwnerKind", "Origin", "ProposedName", "Public", "Creation", "CreationChangedAt", "Abilities", "AwaitsConfirmation", "Permissions", "Events")
            VALUES ({app}, {host}, 'key', 'Organization', 'Manifest', 'Portal', 0, 'Created', 1, '', 0, '', '');
            """,
            Stop
        );

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
