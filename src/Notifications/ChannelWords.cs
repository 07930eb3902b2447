using System.Globalization;
using Portal.Data;
using Portal.Ui;

namespace Portal.Notifications;

/// <summary>What pages say of a channel.</summary>
public static class ChannelWords
{
    public static string Of(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Webhook => "webhook",
            ChannelKind.Email => "e-mail",
        };

    /// <summary>"2 minutes".</summary>
    public static string Of(TimeSpan time) =>
        time.TotalMinutes < 1
            ? Words.Count((int)time.TotalSeconds, "second", "seconds")
            : Words.Count((int)time.TotalMinutes, "minute", "minutes");

    /// <summary>Who or what is told, in a line.</summary>
    public static string Target(NotificationChannel channel)
    {
        if (channel.Kind == ChannelKind.Webhook)
        {
            return $"{channel.Target} by webhook";
        }

        var people = channel.Target.Split('\n');
        return people.Length <= 2
            ? string.Join(", ", people)
            : $"{people[0]} and {people.Length - 1:N0} more";
    }

    public static LampKind Lamp(NotificationChannel channel) =>
        channel switch
        {
            { Problem: not null } => LampKind.Error,
            { Paused: true } or { SentAt: null } => LampKind.Unknown,
            _ => LampKind.Available,
        };

    public static string State(NotificationChannel channel) =>
        channel switch
        {
            { Paused: true, Problem: null } => "Paused",
            { Problem: not null } => "Not arriving",
            { SentAt: null } => "Not tried yet",
            _ => "Arriving",
        };

    public static string Quiet(NotificationChannel channel) =>
        channel is { QuietFrom: { } from, QuietTo: { } to }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{from:HH:mm} to {to:HH:mm}, {channel.TimeZone}"
            )
            : "never";
}
