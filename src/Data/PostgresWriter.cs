using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Portal.Data;

/// <summary>Writes many small rows into a database on a server, to which a transaction goes in as few round trips as it can.</summary>
internal sealed class PostgresWriter : BatchWriter
{
    /// <summary>
    /// Has the server's process keep the memory that a transaction takes: as it comes, the C library gives it back to the system after
    /// each and asks for it again, which takes a fifth of that process's time. Once it freed a block of this size, it keeps up to twice
    /// as much. https://man7.org/linux/man-pages/man3/mallopt.3.html (M_MMAP_THRESHOLD)
    /// </summary>
    private const string KeepMemory = "SELECT octet_length(repeat(' ', 4 * 1024 * 1024))";

    private readonly NpgsqlConnection _connection;

    private readonly Dictionary<string, Queue<long>> _ids = new(StringComparer.Ordinal);

    public PostgresWriter(PostgresDb db)
        : base(db)
    {
        _connection = (NpgsqlConnection)db.Database.GetDbConnection();
        using var command = new NpgsqlCommand(KeepMemory, _connection);
        command.ExecuteScalar();
    }

    public override WriteBatch Begin() => new Batch(this);

    /// <summary>Drawn by the hundreds: those that are not used when the portal ends are left out.</summary>
    private long NextId(string table)
    {
        if (!_ids.TryGetValue(table, out var ids))
        {
            ids = [];
            _ids.Add(table, ids);
        }

        if (ids.Count == 0)
        {
            using var command = new NpgsqlCommand(Postgres.DrawIds, _connection);
            command.Parameters.AddWithValue("p0", table);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                ids.Enqueue(reader.GetInt64(0));
            }
        }

        return ids.Dequeue();
    }

    private sealed class Batch(PostgresWriter writer) : WriteBatch
    {
        private readonly Dictionary<Insertion, WaitingRows> _rows = [];
        private List<Statement> _waiting =
        [
            new("BEGIN", []),
            new(Postgres.AwaitTurn, []) { Read = _ => { } },
        ];

        public override Reply<int> Execute(string sql, params ReadOnlySpan<object?> values)
        {
            var reply = new Reply<int>();
            _waiting.Add(new Statement(sql, Storable(values)) { Changed = reply });
            return reply;
        }

        public override Reply<List<T>> Query<T>(
            string sql,
            Func<DbDataReader, T> read,
            params ReadOnlySpan<object?> values
        ) => Read(sql, values, reader => All(reader, read));

        public override Reply<bool> Any(string sql, params ReadOnlySpan<object?> values) =>
            Read(sql, values, reader => reader.Read());

        // The server leaves out what follows a statement that fails, up to the commit: so this one fails where there is no row.
        public override Reply<bool> Demand(string sql, params ReadOnlySpan<object?> values) =>
            Read($"SELECT 1 / CAST(EXISTS ({sql}) AS integer)", values, reader => reader.Read());

        public override void Insert(Insertion into, params ReadOnlySpan<object?> values)
        {
            if (!_rows.TryGetValue(into, out var rows))
            {
                rows = new WaitingRows(into);
                _rows.Add(into, rows);
                _waiting.Add(new Statement(into.Many, []) { Rows = rows });
            }

            rows.Add(Storable(values));
        }

        public override long NextId(string table) => writer.NextId(table);

        internal override bool Send()
        {
            if (_waiting.Count == 0)
            {
                return false;
            }

            var sent = _waiting;
            _waiting = [];
            _rows.Clear();
            try
            {
                Exchange(sent);
            }
            catch (PostgresException refusal)
                when (refusal.SqlState == PostgresErrorCodes.DivisionByZero)
            {
                throw new UnmetDemandException(refusal);
            }

            // Not before all are known: who goes on may ask for any of them.
            foreach (var statement in sent)
            {
                statement.Changed?.GoOn();
                statement.GoOn?.Invoke();
            }

            return true;
        }

        /// <summary>
        /// In the same round trip as what waits. When one of its statements is refused, the server leaves out all that follow, and this.
        /// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
        /// </summary>
        internal override void Commit()
        {
            _waiting.Add(new Statement("COMMIT", []));
            Send();
        }

        private void Exchange(List<Statement> sent)
        {
            using var batch = BatchOf(sent);
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

            foreach (var (place, statement) in sent.Index())
            {
                statement.Changed?.Set(batch.BatchCommands[place].RecordsAffected);
            }
        }

        private Reply<T> Read<T>(
            string sql,
            ReadOnlySpan<object?> values,
            Func<NpgsqlDataReader, T> read
        )
        {
            var reply = new Reply<T>();
            _waiting.Add(
                new Statement(sql, Storable(values))
                {
                    Read = reader => reply.Set(read(reader)),
                    GoOn = reply.GoOn,
                }
            );
            return reply;
        }

        private NpgsqlBatch BatchOf(List<Statement> statements)
        {
            var batch = writer._connection.CreateBatch();
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand(statement.Sql);
                foreach (
                    var (place, value) in (statement.Rows?.Columns() ?? statement.Values).Index()
                )
                {
                    command.Parameters.Add(
                        new NpgsqlParameter { ParameterName = $"@p{place}", Value = value }
                    );
                }

                batch.BatchCommands.Add(command);
            }

            return batch;
        }

        private static object[] Storable(ReadOnlySpan<object?> values) =>
            Array.ConvertAll(
                Stored(values),
                value => value is string text ? Postgres.Storable(text) : (value ?? DBNull.Value)
            );
    }

    private sealed record Statement(string Sql, IReadOnlyList<object> Values)
    {
        /// <summary>The rows that it inserts, more of which may come until it is sent; null where it inserts none.</summary>
        public WaitingRows? Rows { get; init; }

        /// <summary>Who waits for how many rows it changed; null where nobody does.</summary>
        public Reply<int>? Changed { get; init; }

        /// <summary>Reads the rows that it returns; null where it returns none.</summary>
        public Action<NpgsqlDataReader>? Read { get; init; }

        /// <summary>Runs those who wait for what was read.</summary>
        public Action? GoOn { get; init; }
    }
}
