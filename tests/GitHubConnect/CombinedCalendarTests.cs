using Portal.Data;
using Portal.GitHubConnect.Contributions;

namespace Portal.Tests.GitHubConnect;

/// <summary>One calendar of two: no contribution of the year is lost, none counts twice, and every day is where it belongs.</summary>
public sealed class CombinedCalendarTests
{
    [Fact]
    public void Whatever_two_sides_tell_each_day_has_the_sum_of_both()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 1000; round++)
        {
            var person = Person(Side(random, LinkSide.Server), Side(random, LinkSide.Cloud));

            var calendar = CombinedCalendar.Of(person)!;

            var (first, last) = (calendar.Days[0].Date, calendar.Days[^1].Date);
            Assert.Equal(DayOfWeek.Sunday, first.DayOfWeek);
            Assert.InRange(calendar.Days.Count, 7 * 52 + 1, 7 * 53);
            Assert.Equal(last.DayNumber - first.DayNumber + 1, calendar.Days.Count);
            Assert.Equal(person.Accounts.Max(Last), last);
            var told = person
                .Accounts.SelectMany(account =>
                    account.Counts.Select(
                        (count, index) =>
                            (Date: account.FirstDay!.Value.AddDays(index), account.Side, count)
                    )
                )
                .Where(one => one.Date >= first)
                .ToList();
            Assert.Equal(
                told.Where(one => one.Side == LinkSide.Server).Sum(one => one.count),
                calendar.OnServer
            );
            Assert.Equal(
                told.Where(one => one.Side == LinkSide.Cloud).Sum(one => one.count),
                calendar.OnCloud
            );
            Assert.Equal(
                calendar.OnServer + calendar.OnCloud,
                calendar.Months.Sum(month => month.Total)
            );
            var byDay = told.GroupBy(one => one.Date)
                .ToDictionary(day => day.Key, day => day.Sum(one => one.count));
            Assert.All(
                calendar.Days,
                day =>
                {
                    Assert.Equal(byDay.GetValueOrDefault(day.Date), day.Total);
                    Assert.Equal(day.Total == 0, calendar.Level(day) == 0);
                    Assert.InRange(calendar.Level(day), 0, 4);
                }
            );
        }
    }

    [Fact]
    public void The_busiest_day_is_the_darkest_and_half_of_it_is_halfway()
    {
        var calendar = CombinedCalendar.Of(
            Person(
                Account(LinkSide.Server, new DateOnly(2026, 11, 20), [1, 3]),
                Account(LinkSide.Cloud, new DateOnly(2026, 11, 20), [3, 5])
            )
        )!;

        Assert.Equal([4, 8], calendar.Days.Select(day => day.Total).TakeLast(2));
        Assert.Equal([0, 2, 4], calendar.Days.Select(calendar.Level).TakeLast(3));
        Assert.Equal(8, calendar.Busiest);
    }

    [Fact]
    public void One_side_alone_is_a_calendar_and_none_is_none()
    {
        Assert.Null(CombinedCalendar.Of(Person()));
        var calendar = CombinedCalendar.Of(
            Person(Account(LinkSide.Cloud, new DateOnly(2026, 2, 28), [2, 0, 1]))
        )!;
        Assert.Equal((0, 3), (calendar.OnServer, calendar.OnCloud));
        Assert.Equal(new DateOnly(2026, 3, 2), calendar.Days[^1].Date);
    }

    private static ContributorAccount Side(Random random, LinkSide side) =>
        Account(
            side,
            new DateOnly(2025, 11, 1).AddDays(random.Next(60)),
            [
                .. Enumerable
                    .Range(0, random.Next(1, 372))
                    .Select(_ => random.Next(-3, 9))
                    .Select(n => Math.Max(0, n)),
            ]
        );

    private static DateOnly Last(ContributorAccount account) =>
        account.FirstDay!.Value.AddDays(account.Counts.Count - 1);

    private static Contributor Person(params ContributorAccount[] accounts)
    {
        var person = new Contributor { Id = Guid.NewGuid(), LinkId = Guid.NewGuid() };
        person.Accounts.AddRange(accounts);
        return person;
    }

    private static ContributorAccount Account(LinkSide side, DateOnly first, List<int> counts) =>
        new()
        {
            ContributorId = Guid.Empty,
            LinkId = Guid.Empty,
            Side = side,
            GitHubId = 1,
            NodeId = "U_1",
            Login = "octocat",
            Proof = AccountProof.SignIn,
            LinkedBy = "test",
            LinkedAt = default,
            FirstDay = first,
            Counts = counts,
        };
}
