using Portal.Data;

namespace Portal.Notifications;

/// <summary>How a host or a connection looks at this moment.</summary>
public enum Condition
{
    Fine,
    Trouble,

    /// <summary>
    /// Nothing is to be told of it: it is in maintenance or contained, GitHub is asked once more, or its host is in trouble, which is
    /// told of the host.
    /// </summary>
    Unknown,
}

/// <summary>Something to tell.</summary>
/// <param name="Reason">What is wrong, or was.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it was over.</param>
public sealed record News(
    NoticeChange Change,
    Reason Reason,
    DateTimeOffset Since,
    DateTimeOffset? Until = null
);

/// <summary>
/// Decides when a trouble is told, and when that it is over. Both have to last for a while; what was told several times within
/// hours has to last twice as long each time, so that what comes and goes is told less and less.
/// </summary>
/// <param name="hold">How long a state has to last before it is told.</param>
public sealed class JudgeAlarm(TimeSpan hold)
{
    /// <summary>What has neither come nor gone for so long is told as soon as the first time.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromHours(6);

    /// <summary>A trouble and its end, twice: from there on the wait doubles.</summary>
    private const int Usual = 3;

    /// <summary>32 times: an hour and four minutes where the first wait is two minutes.</summary>
    private const int MostDoublings = 5;

    /// <summary>Writes into the alarm what is seen now; what is to be told, or null.</summary>
    /// <param name="reason">The trouble; not null where there is one.</param>
    public News? Run(Alarm alarm, Condition condition, Reason? reason, DateTimeOffset now)
    {
        if (alarm.ChangedAt + Calm <= now)
        {
            alarm.Times = 0;
        }

        return condition switch
        {
            Condition.Fine => SeeFine(alarm, now),
            Condition.Trouble => SeeTrouble(alarm, reason!.Value, now),
            Condition.Unknown => SeeNothing(alarm),
        };
    }

    /// <summary>Nothing of it has to be remembered any more.</summary>
    public static bool IsOver(Alarm alarm, DateTimeOffset now) =>
        alarm is { TroubleSince: null, Told: null }
        && (alarm.Times == 0 || alarm.ChangedAt + Calm <= now);

    private News? SeeFine(Alarm alarm, DateTimeOffset now)
    {
        alarm.Seen = null;
        if (alarm.FineSince is null)
        {
            (alarm.FineSince, alarm.ChangedAt) = (now, now);
        }

        if (now - alarm.FineSince < Wait(alarm))
        {
            return null;
        }

        var news = alarm.Told is { } told
            ? new News(NoticeChange.Recovered, told, alarm.TroubleSince ?? now, alarm.FineSince)
            : null;
        (alarm.TroubleSince, alarm.Told) = (null, null);
        return Tell(alarm, news);
    }

    private News? SeeTrouble(Alarm alarm, Reason reason, DateTimeOffset now)
    {
        if (alarm.FineSince is not null || alarm.TroubleSince is null)
        {
            (alarm.FineSince, alarm.ChangedAt) = (null, now);
        }

        alarm.TroubleSince ??= now;
        if (alarm.Seen != reason)
        {
            (alarm.Seen, alarm.SeenSince) = (reason, now);
        }

        var wait = Wait(alarm);
        var news = alarm.Told switch
        {
            null when now - alarm.TroubleSince >= wait => NoticeChange.Raised,
            { } told when told != reason && now - alarm.SeenSince >= wait => NoticeChange.Changed,
            _ => (NoticeChange?)null,
        };
        if (news is null)
        {
            return null;
        }

        alarm.Told = reason;
        return Tell(alarm, new News(news.Value, reason, alarm.TroubleSince.Value));
    }

    private static News? SeeNothing(Alarm alarm)
    {
        (alarm.FineSince, alarm.Seen) = (null, null);
        if (alarm.Told is null)
        {
            alarm.TroubleSince = null;
        }

        return null;
    }

    private static News? Tell(Alarm alarm, News? news)
    {
        alarm.Times += news is null ? 0 : 1;
        return news;
    }

    private TimeSpan Wait(Alarm alarm) =>
        hold * (1 << Math.Clamp(alarm.Times - Usual, 0, MostDoublings));
}
