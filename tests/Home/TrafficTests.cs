using Portal.Home;

namespace Portal.Tests.Home;

/// <summary>How many deliveries a minute the dashboard says.</summary>
public sealed class TrafficTests
{
    private static readonly DateTimeOffset s_minute = new(2026, 5, 4, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 0 0 0 9", 0, 2.25)]
    [InlineData("0 0 0 0 9", 30, 2)]
    [InlineData("60 60 60 60 30", 30, 60)]
    [InlineData("7 0 0 0 0", 59, 1.405)]
    [InlineData("0 0 0 0 0", 15, 0)]
    public void What_came_in_the_present_minute_counts_at_once_and_for_no_more_than_it_is(
        string lastMinutes,
        int second,
        double expected
    )
    {
        int[] hour =
        [
            .. Enumerable.Repeat(100, 55),
            .. lastMinutes.Split(' ').Select(count => int.Parse(count, null)),
        ];

        Assert.Equal(expected, Traffic.PerMinute(hour, s_minute.AddSeconds(second)), 3);
    }
}
