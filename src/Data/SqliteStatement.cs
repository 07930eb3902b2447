using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Portal.Data;

/// <summary>
/// A statement that is prepared once, with values for @p0, @p1 and so on that are bound by their place. To find each by its name and then its kind, as a
/// SqliteCommand does, takes a fifth of the time that it takes to store a delivery.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int MaxOnStack = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    // SQLite numbers parameters in the order in which the text names them.
    private readonly int[] _places;

    /// <param name="connection">It is open, and stays so until this is disposed of.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        // Named in code, it would not compile: docs/decisions/0004-sqlite-loading.md
        _database = (sqlite3)typeof(SqliteConnection).GetProperty("Handle")!.GetValue(connection)!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _places =
        [
            .. Enumerable
                .Range(0, raw.sqlite3_bind_parameter_count(_statement))
                .Select(number => raw.sqlite3_bind_parameter_index(_statement, $"@p{number}")),
        ];
    }

    /// <summary>Runs it; how many rows it changed.</summary>
    /// <exception cref="SqliteException">It was refused.</exception>
    public int Execute(ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            while (Step()) { }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs it; the first value of the first row, or null where there is none.</summary>
    /// <inheritdoc cref="Execute"/>
    public long? Number(ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            return Step() ? raw.sqlite3_column_int64(_statement, 0) : null;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Check(result);
        }

        return result == raw.SQLITE_ROW;
    }

    /// <summary>As Entity Framework writes each kind of value.</summary>
    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var number = 0; number < values.Length; number++)
        {
            Check(Bind(_places[number], values[number]));
        }
    }

    private int Bind(int place, object? value) =>
        value switch
        {
            null => raw.sqlite3_bind_null(_statement, place),
            long number => raw.sqlite3_bind_int64(_statement, place, number),
            int number => raw.sqlite3_bind_int64(_statement, place, number),
            bool yes => raw.sqlite3_bind_int64(_statement, place, yes ? 1 : 0),
            // Of no bytes at all SQLitePCL would make NULL.
            string { Length: 0 } => raw.sqlite3_bind_text(_statement, place, ""),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, place, 0),
            string text => BindText(place, text),
            Guid id => BindId(place, id),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, null),
        };

    private int BindText(int place, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[most];
        return raw.sqlite3_bind_text(
            _statement,
            place,
            bytes[..Encoding.UTF8.GetBytes(text, bytes)]
        );
    }

    private int BindId(int place, Guid id)
    {
        Span<byte> bytes = stackalloc byte[36];
        id.TryFormat(bytes, out _);
        Ascii.ToUpperInPlace(bytes, out _);
        return raw.sqlite3_bind_text(_statement, place, bytes);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(
                $"SQLite Error {result}: '{raw.sqlite3_errmsg(_database).utf8_to_string()}'.",
                result & 0xFF,
                raw.sqlite3_extended_errcode(_database)
            );
        }
    }
}
