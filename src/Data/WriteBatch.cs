using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The transaction that the writes of a <see cref="GroupCommit"/> share.</summary>
/// <remarks>
/// Where the database is in this process, a statement runs when it is asked for. Where it is a server, the statements of all
/// writes travel together, whenever no write can go on without a reply; so between two statements of a write, one of which
/// awaits the other, there may be others'. What one write asks for without awaiting in between has nothing between it.
/// </remarks>
public sealed class WriteBatch : IDisposable
{
    // Prepared once for each connection, which lives as long as the portal.
    private static readonly ConditionalWeakTable<
        DbConnection,
        Dictionary<string, DbCommand>
    > s_commands = [];

    private readonly PortalDb _db;
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly Dictionary<string, DbCommand> _commands;
    private readonly Dictionary<object, object> _known = [];
    private readonly Dictionary<Insertion, WaitingRows> _rows = [];
    private readonly Dictionary<string, List<Reply<object?>>> _draws = [];
    private List<Statement> _waiting = [];

    private WriteBatch(PortalDb db, DbConnection connection)
    {
        (_db, _connection, _transaction) = (db, connection, connection.BeginTransaction());
        _commands = s_commands.GetOrCreateValue(connection);
        if (db.FirstStatement is { } first)
        {
            _ = Scalar(first);
        }
    }

    /// <summary>Runs one statement; how many rows it changed.</summary>
    /// <param name="sql">The same text each time: it is prepared once. Its parameters are @p0, @p1 and so on.</param>
    /// <param name="values">In that order. Moments and enums are written as everywhere in the database.</param>
    public Reply<int> Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var reply = new Reply<int>();
        if (_connection.CanCreateBatch)
        {
            _waiting.Add(new Statement(sql, Values(values), reply));
        }
        else
        {
            reply.Set(Command(sql, values).ExecuteNonQuery());
        }

        return reply;
    }

    /// <summary>Runs one statement that returns rows; the first value, or null when there is no row.</summary>
    /// <inheritdoc cref="Execute"/>
    public Reply<object?> Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var reply = new Reply<object?>();
        if (_connection.CanCreateBatch)
        {
            _waiting.Add(
                new Statement(
                    sql,
                    Values(values),
                    Read: reader => reply.Set(reader.Read() ? reader.GetValue(0) : null),
                    GoOn: reply.GoOn
                )
            );
        }
        else
        {
            reply.Set(Command(sql, values).ExecuteScalar());
        }

        return reply;
    }

    /// <summary>Runs one statement that returns rows; what <paramref name="read"/> makes of each.</summary>
    /// <inheritdoc cref="Execute"/>
    public Reply<List<T>> Query<T>(
        string sql,
        Func<DbDataReader, T> read,
        params ReadOnlySpan<object?> values
    )
    {
        var reply = new Reply<List<T>>();
        if (_connection.CanCreateBatch)
        {
            _waiting.Add(
                new Statement(
                    sql,
                    Values(values),
                    Read: reader => reply.Set(All(reader)),
                    GoOn: reply.GoOn
                )
            );
        }
        else
        {
            using var reader = Command(sql, values).ExecuteReader();
            reply.Set(All(reader));
        }

        return reply;

        List<T> All(DbDataReader reader)
        {
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>
    /// The id of a row that is going to be inserted into this table; null where it gets its id with its insertion. Where the
    /// database is a server, all that are asked for at the same time are drawn by one statement.
    /// </summary>
    public Reply<object?> DrawId(string table)
    {
        var reply = new Reply<object?>();
        if (_db.DrawIds is not { } sql)
        {
            reply.Set(null);
            return reply;
        }

        if (!_draws.TryGetValue(table, out var draws))
        {
            draws = [];
            _draws.Add(table, draws);
            _waiting.Add(
                new Statement(
                    sql,
                    () => [draws.Count, table],
                    Read: reader =>
                        draws.ForEach(draw => draw.Set(reader.Read() ? reader.GetValue(0) : null)),
                    GoOn: () => draws.ForEach(draw => draw.GoOn())
                )
            );
        }

        draws.Add(reply);
        return reply;
    }

    /// <summary>
    /// Inserts a row; what it returned where it is inserted alone. Where the database is a server, it travels with all others of
    /// its kind that wait, before what was asked for since the first of them, and nothing is returned.
    /// </summary>
    public Reply<object?> Insert(Insertion into, params ReadOnlySpan<object?> values)
    {
        var reply = new Reply<object?>();
        if (!_connection.CanCreateBatch)
        {
            reply.Set(Command(into.One, values).ExecuteScalar());
            return reply;
        }

        if (!_rows.TryGetValue(into, out var rows))
        {
            rows = new WaitingRows(into);
            _rows.Add(into, rows);
            _waiting.Add(new Statement(into.Many, rows.Columns));
        }

        rows.Add([.. Values(values)()]);
        reply.Set(null);
        return reply;
    }

    /// <summary>What need be asked or done only once in this transaction, whoever asks for it.</summary>
    public Reply<T> Once<T>(object key, Func<Reply<T>> ask)
    {
        if (!_known.TryGetValue(key, out var reply))
        {
            reply = ask();
            _known.Add(key, reply);
        }

        return (Reply<T>)reply;
    }

    public void Dispose() => _transaction.Dispose();

    /// <summary>Waits until nobody else writes.</summary>
    internal static WriteBatch Begin(PortalDb db) => new(db, db.Database.GetDbConnection());

    /// <summary>Sends what waits, and has the writes go on with the replies. False when nothing waited.</summary>
    internal bool Send()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        var sent = _waiting;
        _waiting = [];
        _rows.Clear();
        _draws.Clear();
        using (var batch = _connection.CreateBatch())
        {
            batch.Transaction = _transaction;
            foreach (var statement in sent)
            {
                batch.BatchCommands.Add(Command(batch, statement));
            }

            using var reader = batch.ExecuteReader();
            // Only statements that return rows have a result, and they have one also when it is without rows.
            foreach (var statement in sent)
            {
                if (statement.Read is { } read)
                {
                    read(reader);
                    reader.NextResult();
                }
            }

            while (reader.NextResult()) { }

            for (var place = 0; place < sent.Count; place++)
            {
                sent[place].Changed?.Set(batch.BatchCommands[place].RecordsAffected);
            }
        }

        // Not before all are known: who goes on may ask for any of them.
        foreach (var statement in sent)
        {
            statement.Changed?.GoOn();
            statement.GoOn?.Invoke();
        }

        return true;
    }

    /// <summary>What was prepared for this connection goes with it.</summary>
    internal static void Forget(PortalDb db)
    {
        var connection = db.Database.GetDbConnection();
        if (s_commands.TryGetValue(connection, out var commands))
        {
            foreach (var command in commands.Values)
            {
                command.Dispose();
            }

            s_commands.Remove(connection);
        }
    }

    internal void Commit() => _transaction.Commit();

    private static DbBatchCommand Command(DbBatch batch, Statement statement)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = statement.Sql;
        foreach (var (place, value) in statement.Values().Index())
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = Name(place);
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private DbCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var place = 0; place < values.Length; place++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = Name(place);
                command.Parameters.Add(parameter);
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var place = 0; place < values.Length; place++)
        {
            command.Parameters[place].Value = Stored(values[place]);
        }

        return command;
    }

    private Func<IEnumerable<object>> Values(ReadOnlySpan<object?> values)
    {
        var given = values.ToArray();
        return () => given.Select(Stored);
    }

    private static string Name(int place) => $"@p{place}";

    private object Stored(object? value) =>
        value switch
        {
            null => DBNull.Value,
            DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
            Enum name => name.ToString(),
            string text => _db.Storable(text),
            _ => value,
        };

    /// <param name="Values">As the database takes them, once it is sent.</param>
    /// <param name="Changed">Who waits for how many rows it changed; null where nobody does.</param>
    /// <param name="Read">Reads the rows that it returns; null where it returns none.</param>
    /// <param name="GoOn">Runs those who wait for what was read.</param>
    private sealed record Statement(
        string Sql,
        Func<IEnumerable<object>> Values,
        Reply<int>? Changed = null,
        Action<DbDataReader>? Read = null,
        Action? GoOn = null
    );
}
