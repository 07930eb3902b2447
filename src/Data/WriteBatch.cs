using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Portal.Data;

/// <summary>The transaction that the writes of a <see cref="GroupCommit"/> share.</summary>
public sealed class WriteBatch : IDisposable
{
    // Prepared once for each connection, which lives as long as the portal.
    private static readonly ConditionalWeakTable<
        DbConnection,
        Dictionary<string, DbCommand>
    > s_commands = [];

    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly Dictionary<string, DbCommand> _commands;
    private readonly Dictionary<object, object?> _known = [];

    private WriteBatch(DbConnection connection, DbTransaction transaction)
    {
        (_connection, _transaction) = (connection, transaction);
        _commands = s_commands.GetOrCreateValue(connection);
    }

    /// <summary>Runs one statement; how many rows it changed.</summary>
    /// <param name="sql">The same text each time: it is prepared once. Its parameters are @p0, @p1 and so on.</param>
    /// <param name="values">In that order. Moments and enums are written as everywhere in the database.</param>
    public int Execute(string sql, params ReadOnlySpan<object?> values) =>
        Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs one statement; the first value that it returns, or null when it returns no row.</summary>
    /// <inheritdoc cref="Execute"/>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Command(sql, values).ExecuteScalar();

    /// <summary>What need be asked or done only once in this transaction, whoever asks for it.</summary>
    public T Once<T>(object key, Func<T> ask)
    {
        if (!_known.TryGetValue(key, out var answer))
        {
            answer = ask();
            _known.Add(key, answer);
        }

        return (T)answer!;
    }

    public void Dispose() => _transaction.Dispose();

    internal static WriteBatch Begin(DbConnection connection) =>
        new(connection, connection.BeginTransaction());

    internal void Commit() => _transaction.Commit();

    private DbCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var place = 0; place < values.Length; place++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{place}";
                command.Parameters.Add(parameter);
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var place = 0; place < values.Length; place++)
        {
            command.Parameters[place].Value = values[place] switch
            {
                null => DBNull.Value,
                DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
                Enum name => name.ToString(),
                var value => value,
            };
        }

        return command;
    }
}
