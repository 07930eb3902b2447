using System.Data.Common;

namespace Portal.Data;

/// <summary>The transaction that the writes of a <see cref="GroupCommit"/> share.</summary>
/// <remarks>
/// Where the database is in this process, a statement runs when it is asked for. Where it is a server, the statements of all
/// writes travel together, whenever no write can go on without a reply; so between two statements of a write, one of which
/// awaits the other, there may be others'. What one write asks for without awaiting in between has nothing between it.
/// </remarks>
public abstract class WriteBatch : IDisposable
{
    private readonly Dictionary<object, object> _known = [];

    /// <summary>All statements were done, so that what fails now is not the fault of one of the writes.</summary>
    internal virtual bool IsEnding => false;

    /// <summary>Runs one statement; how many rows it changed.</summary>
    /// <param name="sql">The same text each time: it is prepared once. Its parameters are @p0, @p1 and so on.</param>
    /// <param name="values">In that order. Moments and enums are written as everywhere in the database.</param>
    public abstract Reply<int> Execute(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Runs one statement that returns rows; what <paramref name="read"/> makes of each.</summary>
    /// <inheritdoc cref="Execute"/>
    public abstract Reply<List<T>> Query<T>(
        string sql,
        Func<DbDataReader, T> read,
        params ReadOnlySpan<object?> values
    );

    /// <summary>Runs one statement that returns rows; whether there is one.</summary>
    /// <inheritdoc cref="Execute"/>
    public abstract Reply<bool> Any(string sql, params ReadOnlySpan<object?> values);

    /// <summary>
    /// Has the write fail unless the query finds a row. Nothing that is asked for after it is done without it, so that it need not be
    /// awaited: where the database is a server, all of a transaction then is one round trip.
    /// </summary>
    /// <exception cref="UnmetDemandException">Thrown by <see cref="GroupCommit.RunAsync"/>: there is no such row.</exception>
    /// <inheritdoc cref="Execute"/>
    public abstract Reply<bool> Demand(string sql, params ReadOnlySpan<object?> values);

    /// <summary>
    /// Inserts a row. Where the database is a server, it travels with all others of its kind that wait, before what was asked for
    /// since the first of them.
    /// </summary>
    public abstract void Insert(Insertion into, params ReadOnlySpan<object?> values);

    /// <summary>The id of a row that is going to be inserted into this table: greater than all that were given before.</summary>
    public abstract long NextId(string table);

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

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends what waits, and has the writes go on with the replies. False when nothing waited.</summary>
    internal abstract bool Send();

    /// <summary>Sends what still waits, and commits.</summary>
    internal abstract void Commit();

    protected virtual void Dispose(bool disposing) { }

    /// <summary>As the database takes them: a number for a moment, a name for an enum.</summary>
    protected static object?[] Stored(ReadOnlySpan<object?> values)
    {
        var stored = values.ToArray();
        foreach (ref var value in stored.AsSpan())
        {
            value = value switch
            {
                DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
                Enum name => name.ToString(),
                _ => value,
            };
        }

        return stored;
    }

    protected static List<T> All<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
