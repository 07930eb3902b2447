using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>Writes many small rows into a database that is in this process.</summary>
internal sealed class SqliteWriter : BatchWriter
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly MoveLog _log;

    public SqliteWriter(SqliteDb db)
        : base(db)
    {
        Sqlite.PrepareForManyWrites(db);
        _connection = (SqliteConnection)db.Database.GetDbConnection();
        _log = new MoveLog(_connection);
    }

    public override WriteBatch Begin() => new Batch(this);

    public override void Committed(int writes, long bytes) => _log.Committed(writes, bytes);

    public override void Dispose()
    {
        _log.Dispose();
        foreach (var statement in _prepared.Values)
        {
            statement.Dispose();
        }

        base.Dispose();
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(_connection, sql);
            _prepared.Add(sql, statement);
        }

        return statement;
    }

    private sealed class Batch(SqliteWriter writer) : WriteBatch
    {
        private const string LastId = """SELECT seq FROM sqlite_sequence WHERE name = @p0""";

        private readonly SqliteTransaction _transaction = writer._connection.BeginTransaction();

        // Others may insert between two transactions: what was found is for this one.
        private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
        private bool _isEnding;

        internal override bool IsEnding => _isEnding;

        public override Reply<int> Execute(string sql, params ReadOnlySpan<object?> values) =>
            new(writer.Prepared(sql).Execute(Stored(values)));

        public override Reply<List<T>> Query<T>(
            string sql,
            Func<DbDataReader, T> read,
            params ReadOnlySpan<object?> values
        ) => new(Rows(sql, read, values));

        public override Reply<bool> Any(string sql, params ReadOnlySpan<object?> values) =>
            new(writer.Prepared(sql).Number(Stored(values)) is not null);

        public override Reply<bool> Demand(string sql, params ReadOnlySpan<object?> values)
        {
            var found = Any(sql, values);
            return found.GetResult() ? found : throw new UnmetDemandException();
        }

        public override void Insert(Insertion into, params ReadOnlySpan<object?> values) =>
            writer.Prepared(into.One).Execute(Stored(values));

        public override long NextId(string table)
        {
            if (!_ids.TryGetValue(table, out var last))
            {
                last = writer.Prepared(LastId).Number([table]) ?? 0;
            }

            return _ids[table] = last + 1;
        }

        internal override bool Send() => false;

        internal override void Commit()
        {
            _isEnding = true;
            _transaction.Commit();
        }

        protected override void Dispose(bool disposing)
        {
            _transaction.Dispose();
            base.Dispose(disposing);
        }

        private List<T> Rows<T>(
            string sql,
            Func<DbDataReader, T> read,
            ReadOnlySpan<object?> values
        )
        {
            using var command = writer._connection.CreateCommand();
            command.Transaction = _transaction;
            command.CommandText = sql;
            foreach (var (place, value) in Stored(values).Index())
            {
                command.Parameters.AddWithValue($"@p{place}", value ?? DBNull.Value);
            }

            using var reader = command.ExecuteReader();
            return All(reader, read);
        }
    }
}
