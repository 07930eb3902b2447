using System.Text;

namespace Portal.GitHub;

/// <summary>Counts the records of a CSV file.</summary>
internal static class CountRecords
{
    /// <summary>How many follow the heading; null when the heading does not name this column, so that it is another file.</summary>
    public static int? Below(ReadOnlySpan<byte> csv, string column)
    {
        var (records, start, quoted) = (0, 0, false);
        var isHeading = true;
        for (var at = 0; at <= csv.Length; at++)
        {
            // A line end within quotes belongs to the record.
            quoted ^= at < csv.Length && csv[at] == '"';
            if (at < csv.Length && (quoted || csv[at] != '\n'))
            {
                continue;
            }

            var record = csv[start..at].Trim("\r \uFEFF"u8);
            start = at + 1;
            if (record.IsEmpty)
            {
                continue;
            }

            if (!isHeading)
            {
                records++;
            }
            else if (!Names(record, column))
            {
                return null;
            }

            isHeading = false;
        }

        return isHeading ? null : records;
    }

    private static bool Names(ReadOnlySpan<byte> heading, string column) =>
        Encoding
            .UTF8.GetString(heading)
            .Split(',')
            .Any(name => name.Trim().Trim('"').Equals(column, StringComparison.OrdinalIgnoreCase));
}
