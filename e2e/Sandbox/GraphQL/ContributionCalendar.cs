namespace Sandbox.GraphQL;

/// <summary>One square of the calendar. The level is a quarter of the busiest day's count.</summary>
internal sealed record ContributionDay(DateOnly Date, int Count, int Level)
{
    private static readonly string[] _levels =
    [
        "NONE",
        "FIRST_QUARTILE",
        "SECOND_QUARTILE",
        "THIRD_QUARTILE",
        "FOURTH_QUARTILE",
    ];

    public string LevelName => _levels[Level];

    public string Color =>
        Level == 0 ? ContributionCalendar.NoColor : ContributionCalendar.Colors[Level - 1];
}

/// <summary>Every day between two moments in UTC, in weeks that begin on Sundays; the first and the last may be short.</summary>
internal sealed class ContributionCalendar
{
    public const string NoColor = "#ebedf0";

    public ContributionCalendar(
        DateTimeOffset from,
        DateTimeOffset to,
        IEnumerable<DateTimeOffset> contributions
    )
    {
        var counts = contributions.CountBy(Day).ToDictionary();
        var busiest = counts.Values.DefaultIfEmpty(0).Max();
        var (first, last) = (Day(from), Day(to));
        Days =
        [
            .. Enumerable
                .Range(0, last.DayNumber - first.DayNumber + 1)
                .Select(first.AddDays)
                .Select(day =>
                {
                    var count = counts.GetValueOrDefault(day);
                    return new ContributionDay(
                        day,
                        count,
                        count == 0 ? 0 : (4 * count + busiest - 1) / busiest
                    );
                }),
        ];
    }

    public static IReadOnlyList<string> Colors { get; } =
    ["#9be9a8", "#40c463", "#30a14e", "#216e39"];

    public IReadOnlyList<ContributionDay> Days { get; }

    public int Total => Days.Sum(day => day.Count);

    public IEnumerable<IReadOnlyList<ContributionDay>> Weeks =>
        Days.GroupBy(day => day.Date.DayNumber - (int)day.Date.DayOfWeek)
            .Select(week => week.ToList());

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
