using System.Globalization;

namespace Sandbox.Search;

/// <summary>
/// Numbers and dates of a qualifier: <c>10</c>, <c>&gt;=10</c>, <c>10..20</c>, <c>*..10</c>, <c>2026-03-01</c>.
/// https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax#query-for-values-greater-or-less-than-another-value
/// </summary>
internal static class SearchRange
{
    public static bool Allows(this SearchQuery query, string name, long number) =>
        query.AllowsAll(
            name,
            value =>
                Fits(
                    value,
                    text =>
                        long.TryParse(
                            text,
                            NumberStyles.AllowLeadingSign,
                            CultureInfo.InvariantCulture,
                            out var found
                        )
                            ? (found, found)
                            : throw SearchQuery.Invalid($"\"{text}\" is not a number."),
                    number
                )
        );

    /// <summary>A day is all of its hours. What has no date fits no range.</summary>
    public static bool Allows(this SearchQuery query, string name, DateTimeOffset? at) =>
        query.AllowsAll(name, value => at is { } known && Fits(value, Time, known));

    private static bool Fits<T>(string value, Func<string, (T First, T Last)> read, T what)
        where T : IComparable<T>
    {
        var between = value.IndexOf("..", StringComparison.Ordinal);
        if (between >= 0)
        {
            var (from, to) = (value[..between], value[(between + 2)..]);
            return (from is "" or "*" || what.CompareTo(read(from).First) >= 0)
                && (to is "" or "*" || what.CompareTo(read(to).Last) <= 0);
        }

        return value switch
        {
            ['>', '=', .. var text] => what.CompareTo(read(text).First) >= 0,
            ['<', '=', .. var text] => what.CompareTo(read(text).Last) <= 0,
            ['>', .. var text] => what.CompareTo(read(text).Last) > 0,
            ['<', .. var text] => what.CompareTo(read(text).First) < 0,
            _ => read(value) is var (first, last)
                && what.CompareTo(first) >= 0
                && what.CompareTo(last) <= 0,
        };
    }

    private static (DateTimeOffset First, DateTimeOffset Last) Time(string text)
    {
        const DateTimeStyles universal =
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                universal,
                out var day
            )
                ? (day, day.AddDays(1).AddTicks(-1))
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, universal, out var moment)
                ? (moment, moment)
            : throw SearchQuery.Invalid(
                $"\"{text}\" is not a recognized date/time format. Please provide an ISO 8601 date/time value, such as YYYY-MM-DD."
            );
    }
}
