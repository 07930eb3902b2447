using Portal.Data;

namespace Portal.GitHubConnect.Contributions;

/// <summary>How much was contributed on one day, on each side.</summary>
public sealed record CombinedDay(DateOnly Date, int OnServer, int OnCloud)
{
    public int Total => OnServer + OnCloud;
}

/// <summary>The same for a month.</summary>
/// <param name="First">The first day of the month.</param>
public sealed record CombinedMonth(DateOnly First, int OnServer, int OnCloud)
{
    public int Total => OnServer + OnCloud;
}

/// <summary>
/// One calendar that adds what a person contributed on both sides: 53 weeks, each from Sunday to Saturday, that end with the last
/// day that either side told. A day that a side told nothing of counts as nothing there.
/// </summary>
public sealed class CombinedCalendar
{
    public const int Weeks = 53;

    private CombinedCalendar(IReadOnlyList<CombinedDay> days) =>
        (Days, Busiest) = (days, days.Count == 0 ? 0 : days.Max(day => day.Total));

    /// <summary>Every day, oldest first, without a gap; the first is a Sunday.</summary>
    public IReadOnlyList<CombinedDay> Days { get; }

    /// <summary>The most contributions of a day.</summary>
    public int Busiest { get; }

    public int OnServer => Days.Sum(day => day.OnServer);

    public int OnCloud => Days.Sum(day => day.OnCloud);

    /// <summary>Null while neither side was read.</summary>
    public static CombinedCalendar? Of(Contributor contributor)
    {
        var (server, cloud) = (contributor.On(LinkSide.Server), contributor.On(LinkSide.Cloud));
        DateOnly?[] ends = [LastDay(server), LastDay(cloud)];
        if (ends.Max() is not { } last)
        {
            return null;
        }

        var sunday = last.AddDays(-(int)last.DayOfWeek - 7 * (Weeks - 1));
        return new CombinedCalendar([
            .. Enumerable
                .Range(0, last.DayNumber - sunday.DayNumber + 1)
                .Select(sunday.AddDays)
                .Select(day => new CombinedDay(day, On(server, day), On(cloud, day))),
        ]);
    }

    /// <summary>Of 4: in which quarter of the busiest day's contributions a day is; 0 for a day without any.</summary>
    public int Level(CombinedDay day) =>
        day.Total == 0 ? 0 : (4 * day.Total + Busiest - 1) / Busiest;

    /// <summary>Oldest first; the first and the last may be short.</summary>
    public IEnumerable<CombinedMonth> Months =>
        Days.GroupBy(day => new DateOnly(day.Date.Year, day.Date.Month, 1))
            .Select(month => new CombinedMonth(
                month.Key,
                month.Sum(day => day.OnServer),
                month.Sum(day => day.OnCloud)
            ));

    private static DateOnly? LastDay(ContributorAccount? account) =>
        account is { FirstDay: { } first, Counts.Count: > 0 }
            ? first.AddDays(account.Counts.Count - 1)
            : null;

    private static int On(ContributorAccount? account, DateOnly day) =>
        account?.FirstDay is { } first
        && day.DayNumber - first.DayNumber is var index
        && index >= 0
        && index < account.Counts.Count
            ? account.Counts[index]
            : 0;
}
