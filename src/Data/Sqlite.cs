using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Portal.Data;

/// <summary>The portal's database in a file of its own, in which one writes at a time.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : PortalDb(options)
{
    public override Task MigrateAsync(CancellationToken cancellationToken) =>
        Sqlite.MigrateAsync(this, cancellationToken);

    public override async Task<Cleaning> CleanAsync(CancellationToken cancellationToken)
    {
        await SqliteNames.ForgetDeletedAsync(this, cancellationToken);
        return await Sqlite.TruncateLogAsync(this, cancellationToken)
            ? Cleaning.Overwritten
            : Cleaning.Busy;
    }

    protected override IQueryable<Repository> RepositoriesWith(string text) =>
        SqliteNames.Query(text) is { } query
            ? Repositories.FromSql(
                $"""
                SELECT "Repositories".* FROM "RepositoryNames"
                CROSS JOIN "Repositories" ON "Repositories"."NameKey" = "RepositoryNames".rowid
                WHERE "RepositoryNames" MATCH {query}
                """
            )
            : base.RepositoriesWith(text);

    internal override IQueryable<Connection> ConnectionsNamed(string part) =>
        SqliteNames.Query(part) is { } query
            ? Connections.FromSql(
                $"""
                SELECT "Connections".* FROM "ConnectionNames"
                CROSS JOIN "Connections" ON "Connections"."NameKey" = "ConnectionNames".rowid
                WHERE "ConnectionNames" MATCH {query}
                """
            )
            : base.ConnectionsNamed(part);

    internal override BatchWriter OpenWriter() => new SqliteWriter(this);
}

/// <summary>All that only SQLite understands.</summary>
public static class Sqlite
{
    public const string FileName = "portal.db";

    internal static DbContextOptionsBuilder UsePortalSqlite(
        this DbContextOptionsBuilder options,
        string file
    ) =>
        options
            .UseSqlite($"Data Source={file}")
            // A test compares model and migrations; to do so with every start costs a third of its time. Which of too many names are
            // looked through is all the same: to sort them, all would be read.
            .ConfigureWarnings(warnings =>
                warnings.Ignore(
                    RelationalEventId.PendingModelChangesWarning,
                    CoreEventId.RowLimitingOperationWithoutOrderByWarning
                )
            )
            .AddInterceptors(OnOpen.Instance);

    /// <summary>Creates or migrates the database, readable only by its owner, in write-ahead mode.</summary>
    internal static async Task MigrateAsync(SqliteDb db, CancellationToken cancellationToken)
    {
        var file = db.Database.GetDbConnection().DataSource;
        if (!OperatingSystem.IsWindows() && !File.Exists(file))
        {
            // SQLite gives its -wal and -shm files the mode of the database file.
            await using var created = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }

        // Two or three bodies of deliveries share a page of 8 KiB, of which half as many are written as of 4; a database that
        // is there keeps the size that it was made with. https://www.sqlite.org/pragma.html#pragma_page_size
        await db.Database.ExecuteSqlRawAsync(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL",
            cancellationToken
        );
        var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
        if (pending.Any())
        {
            // One portal uses a database: what is locked was locked by one that was killed, and would wait for ever.
            // https://learn.microsoft.com/ef/core/providers/sqlite/limitations#concurrent-migrations-protection
            await db.Database.ExecuteSqlRawAsync(
                "DROP TABLE IF EXISTS \"__EFMigrationsLock\"",
                cancellationToken
            );
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Moves the write-ahead log into the database and cuts it to nothing, so that no deleted row is left in it.
    /// False while somebody still reads an older state: call again later.
    /// https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    /// </summary>
    internal static async Task<bool> TruncateLogAsync(
        SqliteDb db,
        CancellationToken cancellationToken
    )
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 250; PRAGMA wal_checkpoint(TRUNCATE)";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) == 0;
    }

    /// <summary>
    /// For the one connection that writes many small rows: it remembers the few pages that it touches again and no more, because with
    /// each write of another connection it has to forget them one by one; and <see cref="MoveLog"/> moves its log.
    /// </summary>
    internal static void PrepareForManyWrites(SqliteDb db) =>
        db.Database.ExecuteSqlRaw("PRAGMA cache_size = -2048; PRAGMA wal_autocheckpoint = 0");

    private sealed class OnOpen : DbConnectionInterceptor
    {
        public static readonly OnOpen Instance = new();

        // secure_delete overwrites deleted content with zeros; FULL survives a power cut after a commit. foreign_keys is on
        // by itself only in the SQLite that comes with the packages, not in the system's: without it nothing cascades. The last is
        // SQLite's own default, for a connection that comes back from PrepareForManyWrites.
        private const string Pragmas =
            "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA wal_autocheckpoint = 1000";

        public override void ConnectionOpened(
            DbConnection connection,
            ConnectionEndEventData eventData
        )
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
