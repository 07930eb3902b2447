using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Notifications;

/// <summary>
/// Looks at what is not as it should be, and writes down what is to be told of it, together with that it was: whatever ends the
/// portal in between, nothing is told twice or forgotten.
/// </summary>
public sealed class WatchStates(
    IDbContextFactory<PortalDb> dbs,
    IOptions<NotificationOptions> options,
    WakeUps wakeUps,
    TimeProvider time
)
{
    private readonly JudgeAlarm _judge = new(options.Value.Hold);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using (var look = await dbs.CreateDbContextAsync(cancellationToken))
        {
            // Nobody has to wait while there is nothing to write, which is nearly always.
            await JudgeAllAsync(look, cancellationToken);
            if (!look.ChangeTracker.HasChanges())
            {
                return;
            }
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var told = await JudgeAllAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (told)
        {
            wakeUps.Notices.Ring();
        }
    }

    private async Task<bool> JudgeAllAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var hosts = await Hosts(db).ToListAsync(cancellationToken);
        var down = hosts
            .Where(host => ConditionOf(host) == Condition.Trouble)
            .Select(host => host.Id)
            .ToHashSet();
        var seen = (await Connections(db).ToListAsync(cancellationToken))
            .ConvertAll(row => down.Contains(row.HostId) ? row with { IsHidden = true } : row)
            .Concat(hosts)
            .ToList();
        var alarms = await db.Alarms.ToDictionaryAsync(alarm => alarm.SubjectId, cancellationToken);
        var now = time.GetUtcNow();
        var told = false;
        foreach (var subject in seen)
        {
            if (!alarms.Remove(subject.Id, out var alarm))
            {
                alarm = new Alarm { SubjectId = subject.Id };
                db.Alarms.Add(alarm);
            }

            if (_judge.Run(alarm, ConditionOf(subject), subject.Reason, now) is { } news)
            {
                db.Notices.Add(Write(subject, news, now));
                told = true;
            }

            if (JudgeAlarm.IsOver(alarm, now) && ConditionOf(subject) == Condition.Fine)
            {
                db.Alarms.Remove(alarm);
            }
        }

        // What is left is about nothing that there is, or about what is being ended.
        db.Alarms.RemoveRange(alarms.Values);
        return told;
    }

    private static Condition ConditionOf(Subject subject) =>
        subject switch
        {
            { IsHidden: true } => Condition.Unknown,
            { Reason: null } => Condition.Fine,
            // Nobody has to do anything, or somebody did it on purpose, or it is not known yet.
            {
                Reason: Reason.Maintenance
                    or Reason.Contained
                    or Reason.AppDoubted
                    or Reason.PrivateMode
            } => Condition.Unknown,
            _ => Condition.Trouble,
        };

    private static Notice Write(Subject subject, News news, DateTimeOffset now) =>
        new()
        {
            SubjectId = subject.Id,
            IsHost = subject.Id == subject.HostId,
            Name = subject.Name,
            HostName = subject.HostName,
            Change = news.Change,
            Reason = news.Reason,
            Detail = news.Change == NoticeChange.Recovered ? null : subject.Detail,
            At = now,
            Since = news.Since,
            Until = news.Until,
        };

    private static IQueryable<Subject> Hosts(PortalDb db) =>
        db
            .Hosts.Where(row =>
                row.Reason != null || db.Alarms.Any(alarm => alarm.SubjectId == row.Id)
            )
            .Select(row => new Subject(
                row.Id,
                row.Name,
                row.Id,
                row.Name,
                row.State == ResourceState.Pending ? null : row.Reason,
                row.Detail,
                false
            ));

    private static IQueryable<Subject> Connections(PortalDb db) =>
        db
            .Connections.Where(row =>
                row.EndingId == null
                && (row.Reason != null || db.Alarms.Any(alarm => alarm.SubjectId == row.Id))
            )
            .Select(row => new Subject(
                row.Id,
                row.Name,
                row.HostId,
                row.Host.Name,
                row.Reason,
                row.Detail,
                // Not looked at since its host came back.
                row.CheckedAt < row.Host.StateSince
            ));

    /// <param name="IsHidden">What is seen of it says nothing of itself: its host is in trouble, or was when it was looked at last.</param>
    private sealed record Subject(
        Guid Id,
        string Name,
        Guid HostId,
        string HostName,
        Reason? Reason,
        string? Detail,
        bool IsHidden
    );
}
