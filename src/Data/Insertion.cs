using System.Data.Common;
using System.Globalization;

namespace Portal.Data;

/// <summary>What a column of an <see cref="Insertion"/> holds.</summary>
public enum ColumnKind
{
    Id,
    Text,

    /// <summary>A whole number or a moment.</summary>
    Number,
    Bytes,
}

/// <summary>
/// One kind of row that a <see cref="WriteBatch"/> inserts: one at a time where the database is in this process, and all that wait in
/// one statement where it is a server.
/// </summary>
/// <param name="table">Its name.</param>
/// <param name="columns">In the order in which values are given.</param>
/// <param name="constants">What every row has besides: a column and its value as in SQL.</param>
/// <param name="key">Two columns that no two rows have in common: a row whose key is there already is left out. Null for none.</param>
/// <param name="returns">The column whose value is the reply.</param>
public sealed class Insertion(
    string table,
    (string Name, ColumnKind Kind)[] columns,
    (string Name, string Value)[] constants,
    (string First, string Second)? key,
    string returns
)
{
    /// <summary>For one row; returns nothing where its key is there already.</summary>
    internal string One { get; } =
        $"""
            INSERT INTO "{table}" ({Names(columns, constants)})
            VALUES ({Listed(
                columns.Select((_, place) => $"@p{place}").Concat(
                    constants.Select(one => one.Value)
                )
            )})
            {Unless(key)} RETURNING "{returns}"
            """;

    /// <summary>For arrays of values, one for each column. Each row of the answer ends with its key.</summary>
    internal string Many { get; } =
        $"""
            INSERT INTO "{table}" ({Names(columns, constants)})
            SELECT {Listed(
                columns.Select((_, place) => $"r.c{place}").Concat(
                    constants.Select(one => one.Value)
                )
            )}
            FROM unnest({Listed(columns.Select((_, place) => $"@p{place}"))}) WITH ORDINALITY
                AS r({Listed(columns.Select((_, place) => $"c{place}"))}, place)
            ORDER BY r.place
            {Unless(key)} RETURNING "{returns}"{(
                key is { } both ? $", \"{both.First}\", \"{both.Second}\"" : ""
            )}
            """;

    internal IReadOnlyList<ColumnKind> Kinds { get; } = [.. columns.Select(column => column.Kind)];

    /// <summary>Where the two values of the key are among those of a row.</summary>
    internal (int First, int Second)? Key { get; } =
        key is { } names
            ? (
                Array.FindIndex(columns, column => column.Name == names.First),
                Array.FindIndex(columns, column => column.Name == names.Second)
            )
            : null;

    private static string Names(
        (string Name, ColumnKind Kind)[] columns,
        (string Name, string Value)[] constants
    ) =>
        Listed(
            columns
                .Select(column => column.Name)
                .Concat(constants.Select(one => one.Name))
                .Select(name => $"\"{name}\"")
        );

    private static string Listed(IEnumerable<string> parts) => string.Join(", ", parts);

    private static string Unless((string First, string Second)? key) =>
        key is { } both ? $"""ON CONFLICT ("{both.First}", "{both.Second}") DO NOTHING""" : "";
}

/// <summary>The rows of one kind that wait to be sent, and who waits for what becomes of each.</summary>
internal sealed class WaitingRows(Insertion into)
{
    private readonly List<(object[] Values, Reply<object?> Reply)> _rows = [];

    public string Sql => into.Many;

    /// <param name="values">As the database takes them, with DBNull for nothing.</param>
    public void Add(object[] values, Reply<object?> reply) => _rows.Add((values, reply));

    /// <summary>Column by column, each an array.</summary>
    public IEnumerable<Array> Columns() =>
        into.Kinds.Select(
            (kind, column) =>
                (Array)(
                    kind switch
                    {
                        ColumnKind.Id => Of(column, value => (Guid)value),
                        ColumnKind.Text => Of(column, value => value as string),
                        ColumnKind.Number => Of(
                            column,
                            value =>
                                value is DBNull
                                    ? (long?)null
                                    : Convert.ToInt64(value, CultureInfo.InvariantCulture)
                        ),
                        ColumnKind.Bytes => Of(column, value => value as byte[]),
                    }
                )
        );

    /// <summary>Tells everybody what the own row returned; null where it was left out.</summary>
    public void Read(DbDataReader answer)
    {
        if (into.Key is not { } key)
        {
            foreach (var (_, reply) in _rows)
            {
                reply.Set(answer.Read() ? answer.GetValue(0) : null);
            }

            return;
        }

        var stored = new Dictionary<(object, object), object>();
        while (answer.Read())
        {
            stored.Add((answer.GetValue(1), answer.GetValue(2)), answer.GetValue(0));
        }

        foreach (var (values, reply) in _rows)
        {
            // The same key twice in one statement: the first of them was inserted.
            reply.Set(
                stored.Remove((values[key.First], values[key.Second]), out var value) ? value : null
            );
        }
    }

    public void GoOn() => _rows.ForEach(row => row.Reply.GoOn());

    private T[] Of<T>(int column, Func<object, T> read) =>
        [.. _rows.Select(row => read(row.Values[column]))];
}
