using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Connections;

/// <summary>
/// Runs the steps of disconnects, in order, each persisted before the next. A step that waits is tried again later; after
/// a crash the step that was running is done again.
/// </summary>
public sealed partial class RunEnding(
    IDbContextFactory<PortalDb> dbs,
    EndingSteps steps,
    Changes changes,
    AuditLog audit,
    TimeProvider time,
    ILogger<RunEnding> log
)
{
    /// <summary>Brings every unfinished disconnect as far as it goes now.</summary>
    public async Task RunAllAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var open = await db
            .Endings.Where(row => row.FinishedAt == null)
            .OrderBy(row => row.StartedAt)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            await RunAsync(id, cancellationToken);
        }
    }

    private async Task RunAsync(Guid endingId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var ending = await db
            .Endings.Include(row => row.Steps)
            .SingleAsync(row => row.Id == endingId, cancellationToken);
        using var scope = log.BeginScope(
            new Dictionary<string, object> { ["Connection"] = ending.ConnectionId }
        );
        foreach (var step in ending.Steps.OrderBy(step => step.Kind))
        {
            if (step.State is EndingStepState.Done or EndingStepState.Skipped)
            {
                continue;
            }

            if (step.StartedAt is null)
            {
                step.State = EndingStepState.Running;
                step.StartedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellationToken);
                changes.Publish(ending.ConnectionId);
            }

            var outcome = await steps.RunAsync(ending, step.Kind, cancellationToken);
            await Checkpoints.ReachAsync($"ending-did-{step.Kind}");
            (step.State, step.Detail, step.Unanswered) = (
                outcome.State,
                outcome.Detail,
                outcome.Unanswered
            );
            if (outcome.State == EndingStepState.Waiting)
            {
                await db.SaveChangesAsync(cancellationToken);
                changes.Publish(ending.ConnectionId);
                return;
            }

            step.FinishedAt = time.GetUtcNow();
            await db.SaveChangesAsync(cancellationToken);
            changes.Publish(ending.ConnectionId);
            await Checkpoints.ReachAsync($"ending-after-{step.Kind}");
        }

        ending.FinishedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        LogFinished(ending.ConnectionId);
        await audit.WriteAsync(
            Actor.Portal,
            ending.AppName is null ? "discarded" : "disconnected",
            ending.ConnectionName,
            cancellationToken
        );
        changes.Publish(ending.ConnectionId);
    }

    [LoggerMessage(LogLevel.Information, "Connection {Connection} is disconnected.")]
    private partial void LogFinished(Guid connection);
}
