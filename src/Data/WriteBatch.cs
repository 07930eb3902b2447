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
    private List<Statement> _waiting = [];

    private WriteBatch(PortalDb db, DbConnection connection)
    {
        (_db, _connection, _transaction) = (db, connection, connection.BeginTransaction());
        _commands = s_commands.GetOrCreateValue(connection);
        if (db.FirstStatement is { } first)
        {
            // By itself: whoever does not get the turn has not begun to write.
            Command(first, []).ExecuteNonQuery();
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
            _waiting.Add(new Statement(sql, values.ToArray(), reply, null));
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
            _waiting.Add(new Statement(sql, values.ToArray(), null, reply));
        }
        else
        {
            reply.Set(Command(sql, values).ExecuteScalar());
        }

        return reply;
    }

    /// <summary>
    /// Inserts a row; what it returned, or null where its key is there already. Where the database is a server, it travels with all others
    /// of its kind that wait, before what was asked for since the first of them.
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
            _waiting.Add(new Statement(rows.Sql, [], null, null, rows));
        }

        var stored = new object[values.Length];
        for (var place = 0; place < values.Length; place++)
        {
            stored[place] = Stored(values[place]);
        }

        rows.Add(stored, reply);
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
                if (statement.Rows is { } rows)
                {
                    rows.Read(reader);
                    reader.NextResult();
                }
                else if (statement.First is { } first)
                {
                    first.Set(reader.Read() ? reader.GetValue(0) : null);
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
            statement.First?.GoOn();
            statement.Rows?.GoOn();
        }

        return true;
    }

    internal void Commit() => _transaction.Commit();

    private DbBatchCommand Command(DbBatch batch, Statement statement)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = statement.Sql;
        var values = statement.Rows?.Columns() ?? statement.Values.Select(Stored);
        foreach (var (place, value) in values.Index())
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

    /// <summary>What was asked for, and one of the replies that wait for it, or the rows that have some.</summary>
    private sealed record Statement(
        string Sql,
        object?[] Values,
        Reply<int>? Changed,
        Reply<object?>? First,
        WaitingRows? Rows = null
    );
}
