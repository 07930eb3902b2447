using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Data;

/// <summary>Connections are found by a part of their name. Repositories are in DeliverySearchTests.</summary>
public abstract class NamesTests : IAsyncLifetime
{
    protected QuietPortal Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Portal = await QuietPortal.StartAsync(await SettingsAsync());
        var app = await QuietRows.AppAsync(Portal.Doors, "https://ghes.example");
        await using var db = await Portal.Doors.OpenAsync();
        foreach (
            var name in new[] { "Octo Org on ghes", "Acme (public)", "acme-labs", "100% Ünit" }
        )
        {
            db.Add(
                new Connection
                {
                    Id = Guid.NewGuid(),
                    Name = name,
                    HostId = app.HostId,
                    AppId = app.Id,
                    State = ResourceState.Available,
                    Stage = Stage.Complete,
                    StateSince = app.CreationChangedAt,
                    CreatedAt = app.CreationChangedAt,
                }
            );
        }

        await db.SaveChangesAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReadOnlyDictionary<string, string?>> SettingsAsync();

    [Theory]
    [InlineData("acme", "Acme (public)", "acme-labs")]
    [InlineData("ACME", "Acme (public)", "acme-labs")]
    [InlineData(" on ", "Octo Org on ghes")]
    [InlineData("(p", "Acme (public)")]
    [InlineData("%", "100% Ünit")]
    [InlineData("0% ", "100% Ünit")]
    [InlineData("nit", "100% Ünit")]
    [InlineData("acme_labs")]
    [InlineData("acme OR octo")]
    [InlineData("acme*")]
    [InlineData("\"acme\"")]
    public async Task Connections_are_found_by(string words, params string[] names) =>
        Assert.Equal(names, await NamesAsync(words));

    [Fact]
    public async Task A_connection_is_found_by_its_new_name_and_no_more_by_its_old_one()
    {
        await using (var db = await Portal.Doors.OpenAsync())
        {
            var octo = await db.Connections.SingleAsync(
                row => row.Name == "Octo Org on ghes",
                Stop
            );
            octo.Name = "Tentacles";
            db.Remove(await db.Connections.SingleAsync(row => row.Name == "acme-labs", Stop));
            await db.SaveChangesAsync(Stop);
        }

        Assert.Equal(["Tentacles"], await NamesAsync("tentac"));
        Assert.Empty(await NamesAsync("octo"));
        Assert.Equal(["Acme (public)"], await NamesAsync("acme"));
    }

    private async Task<IEnumerable<string>> NamesAsync(string words)
    {
        var found = await Portal
            .Doors.Get<ListConnections>()
            .RunAsync(new ConnectionFilter(words, null, Needy: false, Page: null));
        Assert.Equal(found.Rows.Count, found.Total);
        return found.Rows.Select(row => row.Name);
    }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class NamesOnSqliteTests : NamesTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());

    [Fact]
    public async Task Nothing_is_left_of_names_that_were_deleted()
    {
        await using var db = await Portal.Doors.OpenAsync();
        db.RemoveRange(await db.Connections.ToListAsync(Stop));
        await db.SaveChangesAsync(Stop);
        Assert.NotEqual(0, await IndexedAsync(db));

        Assert.Equal(Cleaning.Overwritten, await db.CleanAsync(Stop));

        Assert.Equal(0, await IndexedAsync(db));
    }

    /// <summary>How much text is in the index, deleted or not: below are its own two records. https://www.sqlite.org/fts5.html#the_fts5_table_and_shadow_tables</summary>
    private static Task<int> IndexedAsync(PortalDb db) =>
        db
            .Database.SqlQuery<int>(
                $"""SELECT COUNT(*) AS "Value" FROM "ConnectionNames_data" WHERE id > 10"""
            )
            .SingleAsync(Stop);
}

public sealed class NamesOnPostgresTests : NamesTests
{
    protected override Task<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        SharedPostgres.SettingsAsync();

    [Fact]
    public async Task They_are_found_also_where_the_database_lets_no_extension_be_created()
    {
        var database = new NpgsqlConnectionStringBuilder(await SharedPostgres.NewDatabaseAsync());
        await PostgresCluster.ExecuteAsync(
            database.ConnectionString,
            $"""
            DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN PASSWORD '{PostgresCluster.Password}';
            GRANT ALL ON SCHEMA public TO plain
            """
        );
        database.Username = "plain";

        await using var portal = await QuietPortal.StartAsync(
            new Dictionary<string, string?> { ["Portal:Database"] = database.ConnectionString }
        );

        await using var db = await portal.Doors.OpenAsync();
        Assert.Equal(0, await ExtensionsAsync(db));
        await using var with = await Portal.Doors.OpenAsync();
        Assert.Equal(1, await ExtensionsAsync(with));
        await QuietRows.AppAsync(portal.Doors, "https://ghes.example");
        Assert.Equal(0, await db.ConnectionsNamed("acme").CountAsync(Stop));
        Assert.Equal(0, await db.RepositoriesNamed("acme").CountAsync(Stop));
    }

    private static Task<int> ExtensionsAsync(PortalDb db) =>
        db
            .Database.SqlQuery<int>(
                $"""SELECT COUNT(*)::int AS "Value" FROM pg_extension WHERE extname = 'pg_trgm'"""
            )
            .SingleAsync(Stop);
}
