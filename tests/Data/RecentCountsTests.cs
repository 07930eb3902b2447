using Portal.Data;

namespace Portal.Tests.Data;

/// <summary>Counts by minute and by half hour that forget what is over.</summary>
public sealed class RecentCountsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 12, 10, 30, TimeSpan.Zero);

    [Fact]
    public void What_happened_stands_in_its_minute_and_its_half_hour_the_present_ones_last()
    {
        var counts = new RecentCounts();
        counts.Add(s_now);
        counts.Add(s_now - TimeSpan.FromMinutes(59), 3);
        counts.Add(s_now - TimeSpan.FromMinutes(60), 5);

        Assert.Equal(
            (1, 3, 4),
            (counts.LastHour(s_now)[^1], counts.LastHour(s_now)[0], counts.LastHour(s_now).Sum())
        );
        Assert.Equal((1, 8), (counts.LastDay(s_now)[^1], counts.LastDay(s_now)[^3]));
    }

    [Fact]
    public void What_is_older_than_a_day_is_gone_also_where_nothing_came_since()
    {
        var counts = new RecentCounts();
        counts.Add(s_now, 7);

        Assert.Equal(7, counts.LastDay(s_now + TimeSpan.FromHours(23.5))[0]);
        Assert.Equal(0, counts.LastDay(s_now + TimeSpan.FromHours(24.5)).Sum());
        Assert.Equal(0, counts.LastHour(s_now + TimeSpan.FromHours(1)).Sum());
    }

    [Fact]
    public void What_comes_late_is_counted_where_it_belongs_and_does_not_wipe_what_is_newer()
    {
        var counts = new RecentCounts();
        counts.Add(s_now);
        counts.Add(s_now - TimeSpan.FromDays(1), 9);
        counts.Add(s_now - TimeSpan.FromMinutes(30), 2);

        Assert.Equal(
            (1, 2, 3),
            (counts.LastDay(s_now)[^1], counts.LastDay(s_now)[^2], counts.LastDay(s_now).Sum())
        );
    }
}
