using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Notifications;

/// <summary>
/// Tells every channel what it was not told yet: all of it in one message, not in its quiet hours, and again when it did not arrive.
/// What was sent is written down afterwards, so that an end in between sends the same message (with the same id) once more.
/// </summary>
public sealed partial class SendNotices(
    IDbContextFactory<PortalDb> dbs,
    WriteMessage write,
    SendWebhook webhook,
    SendMail mail,
    IOptions<NotificationOptions> options,
    IOptions<PortalOptions> portal,
    Changes changes,
    TimeProvider time,
    ILogger<SendNotices> log
)
{
    /// <summary>Read for one message; what is beyond it is counted.</summary>
    private const int Most = 1_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>So long a notice is kept for a channel that is not reached.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<NotificationChannel> channels;
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            channels = await db
                .NotificationChannels.AsNoTracking()
                .Where(channel => !channel.Paused && channel.NextAt <= now)
                .Where(channel => db.Notices.Any(notice => notice.Id > channel.ToldThrough))
                .ToListAsync(cancellationToken);
        }

        // One that answers late holds up no other.
        await Task.WhenAll(
            channels
                .Where(channel => !QuietHours.Holds(channel, now))
                .Select(channel => TellAsync(channel, cancellationToken))
        );
    }

    /// <summary>Sends a message that says that it is a test. Null when it arrived; otherwise why not.</summary>
    public async Task<string?> TestAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var channel = await db
            .NotificationChannels.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (channel is null)
        {
            return "This channel was deleted meanwhile.";
        }

        var problem = await SendAsync(channel, write.Test(channel, actor.Name), cancellationToken);
        // What waits for a channel that works again waits no longer.
        await NoteAsync(channel, told: null, problem, cancellationToken);
        return problem;
    }

    /// <summary>Deletes what every channel has told, and what no channel could be told for a week.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var old = time.GetUtcNow() - s_kept;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Notices.Where(notice =>
                notice.At < old
                || !db.NotificationChannels.Any(channel => channel.ToldThrough < notice.Id)
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task TellAsync(NotificationChannel channel, CancellationToken cancellationToken)
    {
        List<Notice> notices;
        int untold;
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            var waiting = db.Notices.Where(notice => notice.Id > channel.ToldThrough);
            untold = Math.Max(0, await waiting.CountAsync(cancellationToken) - Most);
            // The newest: what became of something last is what counts.
            notices = await waiting
                .AsNoTracking()
                .OrderByDescending(notice => notice.Id)
                .Take(Most)
                .ToListAsync(cancellationToken);
        }

        if (notices.Count == 0)
        {
            return;
        }

        notices.Reverse();
        var problem = await SendAsync(
            channel,
            write.Run(channel, notices, untold),
            cancellationToken
        );
        await NoteAsync(channel, notices[^1].Id, problem, cancellationToken);
    }

    private async Task<string?> SendAsync(
        NotificationChannel channel,
        Message message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return channel.Kind switch
            {
                ChannelKind.Webhook => await webhook.RunAsync(channel, message, cancellationToken),
                ChannelKind.Email => await mail.RunAsync(channel, message, cancellationToken),
            };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A channel that fails in a way that nobody thought of holds up no other either.
            LogFailed(failure, channel.Id);
            return "It failed in a way that the portal's log tells.";
        }
    }

    private async Task NoteAsync(
        NotificationChannel channel,
        long? told,
        string? problem,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var row = await db.NotificationChannels.SingleOrDefaultAsync(
            one => one.Id == channel.Id,
            cancellationToken
        );
        if (row is null)
        {
            return;
        }

        row.Problem = problem;
        if (problem is null)
        {
            row.SentAt = now;
            row.FailingSince = null;
            row.Attempts = 0;
            row.NextAt = told is null ? now : now + options.Value.Gap;
            row.ToldThrough = Math.Max(row.ToldThrough, told ?? 0);
        }
        else
        {
            row.FailingSince ??= now;
            // What a person tries out is no attempt of the portal.
            row.Attempts += told is null ? 0 : 1;
            row.NextAt = told is null ? row.NextAt : now + Pause(row.Attempts);
            LogRefused(channel.Id, problem);
        }

        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(channel.Id);
    }

    private TimeSpan Pause(int attempts) =>
        portal.Value.RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 10)) is var pause
        && pause < s_longest
            ? pause
            : s_longest;

    [LoggerMessage(LogLevel.Warning, "Channel {Channel} was not told: {Problem}")]
    private partial void LogRefused(Guid channel, string problem);

    [LoggerMessage(LogLevel.Error, "Channel {Channel} could not be told.")]
    private partial void LogFailed(Exception failure, Guid channel);
}
