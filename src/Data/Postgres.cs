using System.Buffers;
using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Portal.Data;

/// <summary>All that only PostgreSQL understands.</summary>
public static class Postgres
{
    /// <summary>
    /// Waits until no other transaction of the portal writes, and holds until the end of this one. In a transaction of READ
    /// COMMITTED what follows sees all that was written before.
    /// https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    /// </summary>
    internal const string AwaitTurn = "SELECT pg_advisory_xact_lock(1349678188, 1)";

    // OFFSET 0 keeps it from being looked up for each of them.
    internal const string DrawIds = """
        SELECT nextval("Of") FROM (SELECT pg_get_serial_sequence('"' || @p0 || '"', 'Id')::regclass AS "Of" OFFSET 0) AS "Sequence", generate_series(1, 256)
        """;

    // The first number is "Prtl" in ASCII, the second says which of the portal's locks.
    private const string Claim = "SELECT pg_try_advisory_lock(1349678188, 2)";

    private static readonly SearchValues<char> s_unstorable = SearchValues.Create([
        '\0',
        .. Enumerable.Range(0xD800, 0x800).Select(surrogate => (char)surrogate),
    ]);

    internal static DbContextOptionsBuilder UsePortalPostgres(
        this DbContextOptionsBuilder options,
        string connection
    ) =>
        options
            .UseNpgsql(
                PostgresConnectionString.Settings(connection).ConnectionString,
                // The usual one wraps what may pass into exceptions that are none of a database.
                npgsql => npgsql.ExecutionStrategy(all => new NonRetryingExecutionStrategy(all))
            )
            // Which of too many names are looked through is all the same: to sort them, all would be read.
            .ConfigureWarnings(warnings =>
                warnings.Ignore(
                    RelationalEventId.PendingModelChangesWarning,
                    CoreEventId.RowLimitingOperationWithoutOrderByWarning
                )
            )
            .AddInterceptors(Turns.Instance, Statements.Instance);

    internal static async Task MigrateAsync(PostgresDb db, CancellationToken cancellationToken)
    {
        try
        {
            // Looking for what is not there yet would log errors with the first start.
            await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
            var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            if (pending.Any())
            {
                await db.Database.MigrateAsync(cancellationToken);
            }
        }
        catch (PostgresException refused)
            when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"PostgreSQL lets the user of Portal:Database create no tables ({refused.MessageText}). Make that user the owner of the database."
            );
        }
    }

    /// <summary>
    /// A connection that holds the portal's lock on the database for as long as it is open; null while another portal has it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database cannot be used; the message says why, and holds no password.</exception>
    internal static async Task<NpgsqlConnection?> ClaimAsync(
        string connection,
        CancellationToken cancellationToken
    )
    {
        var settings = PostgresConnectionString.Settings(connection);
        settings.Pooling = false;
        var claim = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await claim.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SHOW server_encoding", claim);
            if (await command.ExecuteScalarAsync(cancellationToken) is not "UTF8")
            {
                throw new InvalidOperationException(
                    $"The PostgreSQL database {PostgresConnectionString.Name(connection)} is not in UTF8. Create one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
                );
            }

            command.CommandText = Claim;
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return claim;
            }
        }
        catch (Exception failure)
            when (failure is DbException or SocketException or TimeoutException or IOException)
        {
            await claim.DisposeAsync();
            throw new InvalidOperationException(
                $"The PostgreSQL database {PostgresConnectionString.Name(connection)} cannot be used: {Why(failure)}. Check that it runs and lets the portal in, and what Portal:Database says."
            );
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        await claim.DisposeAsync();
        return null;
    }

    /// <summary>
    /// Text in which a character takes the place of what PostgreSQL's has not: zero, and halves of a character, which GitHub's
    /// payloads and a cut may hold.
    /// </summary>
    internal static string Storable(string text) =>
        text.AsSpan().ContainsAny(s_unstorable)
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD')))
            : text;

    private static string Why(Exception failure) =>
        (
            failure switch
            {
                PostgresException refused => refused.MessageText,
                { InnerException: SocketException or TimeoutException or IOException } => failure
                    .InnerException
                    .Message,
                _ => failure.Message,
            }
        ).TrimEnd('.');

    private sealed class Turns : DbTransactionInterceptor
    {
        public static readonly Turns Instance = new();

        public override DbTransaction TransactionStarted(
            DbConnection connection,
            TransactionEndEventData eventData,
            DbTransaction result
        )
        {
            using var command = Await(connection, result);
            command.ExecuteNonQuery();
            return result;
        }

        public override async ValueTask<DbTransaction> TransactionStartedAsync(
            DbConnection connection,
            TransactionEndEventData eventData,
            DbTransaction result,
            CancellationToken cancellationToken = default
        )
        {
            await using var command = Await(connection, result);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return result;
        }

        private static DbCommand Await(DbConnection connection, DbTransaction transaction)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = AwaitTurn;
            return command;
        }
    }

    private sealed class Statements : DbCommandInterceptor
    {
        public static readonly Statements Instance = new();

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result
        )
        {
            Prepare(command, eventData);
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Prepare(command, eventData);
            return ValueTask.FromResult(result);
        }

        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result
        )
        {
            Prepare(command, eventData);
            return result;
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            Prepare(command, eventData);
            return ValueTask.FromResult(result);
        }

        private static void Prepare(DbCommand command, CommandEventData eventData)
        {
            foreach (DbParameter parameter in command.Parameters)
            {
                if (parameter.Value is string text)
                {
                    parameter.Value = Storable(text);
                }
            }

            // What runs without a transaction waits for its turn as well: both statements are one then.
            if (
                command.Transaction is null
                && eventData.CommandSource
                    is CommandSource.ExecuteUpdate
                        or CommandSource.ExecuteDelete
            )
            {
                command.CommandText = $"{AwaitTurn};\n{command.CommandText}";
            }
        }
    }
}
