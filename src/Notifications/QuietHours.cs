using Portal.Data;

namespace Portal.Notifications;

/// <summary>The hours of the day in which a channel says nothing; they may pass over midnight.</summary>
internal static class QuietHours
{
    public static bool Holds(NotificationChannel channel, DateTimeOffset now)
    {
        if (channel is not { QuietFrom: { } from, QuietTo: { } to })
        {
            return false;
        }

        var clock = TimeOnly.FromDateTime(In(channel, now).DateTime);
        return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
    }

    /// <summary>The moment on the clocks of the channel's people.</summary>
    public static DateTimeOffset In(NotificationChannel channel, DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, Zone(channel.TimeZone) ?? TimeZoneInfo.Utc);

    /// <summary>The zone of this name; null when there is none.</summary>
    public static TimeZoneInfo? Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
