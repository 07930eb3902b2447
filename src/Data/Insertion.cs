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
public sealed class Insertion(
    string table,
    (string Name, ColumnKind Kind)[] columns,
    (string Name, string Value)[] constants
)
{
    /// <summary>For one row.</summary>
    internal string One { get; } =
        $"""
            INSERT INTO "{table}" ({Names(columns, constants)})
            VALUES ({Listed(
                columns.Select((_, place) => $"@p{place}").Concat(
                    constants.Select(one => one.Value)
                )
            )})
            """;

    /// <summary>For arrays of values, one for each column.</summary>
    internal string Many { get; } =
        $"""
            INSERT INTO "{table}" ({Names(columns, constants)})
            SELECT {Listed(
                columns.Select((_, place) => $"r.c{place}").Concat(
                    constants.Select(one => one.Value)
                )
            )}
            FROM unnest({Listed(columns.Select((_, place) => $"@p{place}"))})
                AS r({Listed(columns.Select((_, place) => $"c{place}"))})
            """;

    internal IReadOnlyList<ColumnKind> Kinds { get; } = [.. columns.Select(column => column.Kind)];

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
}

/// <summary>The rows of one kind that wait to be sent.</summary>
internal sealed class WaitingRows(Insertion into)
{
    private readonly List<object[]> _rows = [];

    /// <param name="values">As the database takes them, with DBNull for nothing.</param>
    public void Add(object[] values) => _rows.Add(values);

    /// <summary>Column by column, each an array.</summary>
    public IEnumerable<object> Columns() =>
        into.Kinds.Select(
            (kind, column) =>
                (object)(
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

    private T[] Of<T>(int column, Func<object, T> read) =>
        [.. _rows.Select(row => read(row[column]))];
}
