using Portal.Data;
using Portal.Notifications;

namespace Portal.Tests.Notifications;

/// <summary>When a trouble is told, and when that it is over.</summary>
public sealed class JudgeAlarmTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_hold = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_trouble_is_told_once_when_it_has_lasted_and_its_end_once_when_that_has()
    {
        var told = Play(
            (TimeSpan.FromMinutes(30), Reason.Unreachable),
            (TimeSpan.FromMinutes(30), null)
        );

        Assert.Equal(
            [
                (TimeSpan.FromMinutes(2), NoticeChange.Raised, Reason.Unreachable),
                (TimeSpan.FromMinutes(32), NoticeChange.Recovered, Reason.Unreachable),
            ],
            told.Select(one => (one.After, one.News.Change, one.News.Reason))
        );
        Assert.Equal(s_start, told[0].News.Since);
        Assert.Equal(
            (s_start, s_start + TimeSpan.FromMinutes(30)),
            (told[1].News.Since, told[1].News.Until)
        );
    }

    [Fact]
    public void What_lasts_less_than_the_hold_is_not_told()
    {
        Assert.Empty(
            Play(
                (TimeSpan.FromSeconds(110), Reason.Unreachable),
                (TimeSpan.FromHours(1), null),
                (TimeSpan.FromSeconds(110), Reason.Unreachable),
                (TimeSpan.FromHours(1), null)
            )
        );
    }

    [Fact]
    public void A_good_moment_shorter_than_the_hold_ends_no_trouble_and_begins_no_other()
    {
        var told = Play(
            (TimeSpan.FromMinutes(1), Reason.Unreachable),
            (TimeSpan.FromMinutes(1), null),
            (TimeSpan.FromMinutes(5), Reason.Unreachable),
            (TimeSpan.FromMinutes(1), null),
            (TimeSpan.FromMinutes(5), Reason.Unreachable)
        );

        var only = Assert.Single(told);
        Assert.Equal((NoticeChange.Raised, s_start), (only.News.Change, only.News.Since));
    }

    [Fact]
    public void Another_reason_is_told_when_it_has_lasted_and_one_that_changes_all_the_time_only_at_first()
    {
        var told = Play(
            (TimeSpan.FromMinutes(10), Reason.Unreachable),
            (TimeSpan.FromMinutes(10), Reason.CredentialsRejected)
        );
        Assert.Equal(
            [NoticeChange.Raised, NoticeChange.Changed],
            told.Select(one => one.News.Change)
        );
        Assert.Equal(Reason.CredentialsRejected, told[1].News.Reason);

        var restless = Enumerable
            .Range(0, 120)
            .Select(turn =>
                (
                    TimeSpan.FromMinutes(1),
                    (Reason?)(turn % 2 == 0 ? Reason.Unreachable : Reason.UnexpectedAnswer)
                )
            );
        Assert.Single(Play([.. restless]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(30)]
    public void What_comes_and_goes_all_day_is_told_less_and_less(int minutes)
    {
        var day = Enumerable
            .Range(0, 24 * 60 / minutes)
            .Select(turn =>
                (
                    TimeSpan.FromMinutes(minutes),
                    (Reason?)(turn % 2 == 0 ? Reason.Unreachable : null)
                )
            )
            .ToArray();

        var told = Play(day);

        Assert.InRange(told.Count, 1, 12);
        // Never the same twice in a row.
        Assert.All(
            told.Zip(told.Skip(1)),
            pair => Assert.NotEqual(pair.First.News.Change, pair.Second.News.Change)
        );
    }

    [Fact]
    public void After_six_calm_hours_a_trouble_is_told_as_soon_as_the_first()
    {
        var restless = Enumerable
            .Range(0, 40)
            .Select(turn =>
                (TimeSpan.FromMinutes(5), (Reason?)(turn % 2 == 0 ? Reason.Unreachable : null))
            );
        var alarm = new Alarm { SubjectId = Guid.NewGuid() };
        var judge = new JudgeAlarm(s_hold);
        var end = Run(judge, alarm, s_start, [.. restless, (TimeSpan.FromHours(8), null)]).End;
        Assert.True(JudgeAlarm.IsOver(alarm, end));

        var told = Run(judge, alarm, end, [(TimeSpan.FromMinutes(10), Reason.Unreachable)]).Told;

        Assert.Equal(s_hold, Assert.Single(told).After);
    }

    [Fact]
    public void Maintenance_of_what_was_told_calls_nothing_off_and_tells_nothing()
    {
        var judge = new JudgeAlarm(s_hold);
        var alarm = new Alarm { SubjectId = Guid.NewGuid() };
        var end = Run(judge, alarm, s_start, [(TimeSpan.FromMinutes(10), Reason.Unreachable)]).End;
        for (var minute = 0; minute < 60; minute++)
        {
            end += TimeSpan.FromMinutes(1);
            Assert.Null(judge.Run(alarm, Condition.Unknown, Reason.Maintenance, end));
        }

        var after = Run(judge, alarm, end, [(TimeSpan.FromMinutes(10), null)]).Told;

        Assert.Equal(NoticeChange.Recovered, Assert.Single(after).News.Change);
    }

    [Fact]
    public void Whatever_happens_ends_and_beginnings_alternate_and_what_lasts_is_told()
    {
        var random = new Random(7);
        for (var life = 0; life < 300; life++)
        {
            var turns = Enumerable
                .Range(0, 40)
                .Select(_ =>
                    (
                        TimeSpan.FromSeconds(10 * random.Next(1, 200)),
                        random.Next(3) switch
                        {
                            0 => (Reason?)null,
                            1 => Reason.Unreachable,
                            _ => Reason.Suspended,
                        }
                    )
                )
                // Longer than the longest wait there is.
                .Append((TimeSpan.FromHours(2), Reason.AppDeleted))
                .ToArray();

            var told = Play(turns);

            var open = false;
            foreach (var (_, news) in told)
            {
                Assert.Equal(open, news.Change != NoticeChange.Raised);
                open = news.Change != NoticeChange.Recovered;
            }

            Assert.True(open);
            Assert.Equal(Reason.AppDeleted, told[^1].News.Reason);
        }
    }

    private static List<(TimeSpan After, News News)> Play(
        params (TimeSpan For, Reason? Reason)[] turns
    ) => Run(new JudgeAlarm(s_hold), new Alarm { SubjectId = Guid.NewGuid() }, s_start, turns).Told;

    /// <summary>Looks every ten seconds, as a worker does.</summary>
    private static (List<(TimeSpan After, News News)> Told, DateTimeOffset End) Run(
        JudgeAlarm judge,
        Alarm alarm,
        DateTimeOffset start,
        (TimeSpan For, Reason? Reason)[] turns
    )
    {
        var told = new List<(TimeSpan, News)>();
        var now = start;
        foreach (var (lasts, reason) in turns)
        {
            for (var until = now + lasts; now < until; now += s_tick)
            {
                var condition = reason is null ? Condition.Fine : Condition.Trouble;
                if (judge.Run(alarm, condition, reason, now) is { } news)
                {
                    told.Add((now - start, news));
                }
            }
        }

        return (told, now);
    }
}
