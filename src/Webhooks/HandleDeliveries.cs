using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Webhooks;

/// <summary>
/// Handles stored deliveries in the order in which they came. One that fails is tried again later and holds up no other;
/// after the last attempt it stays as failed, and a redelivery by GitHub tries it once more.
/// </summary>
public sealed partial class HandleDeliveries(
    IDbContextFactory<PortalDb> dbs,
    HandleDelivery handle,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time,
    ILogger<HandleDeliveries> log
)
{
    private static readonly TimeSpan[] s_retries =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
    ];

    /// <summary>Handles all that is due now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } id)
        {
            await RunOneAsync(id, cancellationToken);
        }
    }

    private async Task<long?> NextAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Deliveries.Where(row =>
                row.State == DeliveryState.Received
                || (row.State == DeliveryState.Failed && row.RetryAt <= now)
            )
            // What is contained waits for its release, and a server in maintenance cannot be asked.
            .Where(row =>
                row.App.ContainedAt == null
                && row.App.Host.ContainedAt == null
                && !row.App.Installations.Any(installation =>
                    installation.SuspendedByPortal
                    && installation.GitHubId == row.InstallationGitHubId
                )
                && row.App.Host.Reason != Reason.Maintenance
                && !db.Connections.Any(connection =>
                    connection.AppId == row.AppId && connection.Reason == Reason.Maintenance
                )
            )
            .OrderBy(row => row.Id)
            .Select(row => (long?)row.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private async Task RunOneAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var delivery = await db
            .Deliveries.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (delivery is null)
        {
            return;
        }

        using var scope = log.BeginScope(
            new Dictionary<string, object> { ["Delivery"] = delivery.Guid }
        );
        delivery.Attempts++;
        delivery.RetryAt = null;
        try
        {
            delivery.Outcome = await handle.RunAsync(delivery, cancellationToken);
            delivery.State = DeliveryState.Handled;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it was must not stop the deliveries behind it. GitHub's refusals say themselves what they are.
            delivery.Outcome =
                failure is GitHubException
                    ? failure.Message
                    : $"Handling failed in the portal ({failure.GetType().Name}).";
            delivery.State = DeliveryState.Failed;
            if (failure is GitHubException { Failure: GitHubFailure.Maintenance })
            {
                // Not the delivery's failure: a check tells when the maintenance is over.
                delivery.Attempts--;
                delivery.RetryAt = time.GetUtcNow() + s_retries[0];
                await WantCheckAsync(db, delivery.AppId, cancellationToken);
            }
            else
            {
                delivery.RetryAt =
                    delivery.Attempts <= s_retries.Length
                        ? time.GetUtcNow() + s_retries[delivery.Attempts - 1]
                        : null;
                LogFailed(delivery.Event, delivery.Attempts, failure.GetType().Name);
            }
        }

        delivery.HandledAt = time.GetUtcNow();
        await db
            .Deliveries.Where(row => row.Id == id)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.State, delivery.State)
                        .SetProperty(row => row.Attempts, delivery.Attempts)
                        .SetProperty(row => row.Outcome, delivery.Outcome)
                        .SetProperty(row => row.RetryAt, delivery.RetryAt)
                        .SetProperty(row => row.HandledAt, delivery.HandledAt),
                cancellationToken
            );
        foreach (
            var connection in await db
                .Connections.Where(row => row.AppId == delivery.AppId)
                .Select(row => row.Id)
                .ToListAsync(cancellationToken)
        )
        {
            changes.Publish(connection);
        }
    }

    private async Task WantCheckAsync(PortalDb db, Guid appId, CancellationToken cancellationToken)
    {
        await db
            .Connections.Where(row => row.AppId == appId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, true),
                cancellationToken
            );
        wakeUps.Checks.Ring();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Handling a {Event} delivery failed, attempt {Attempt}: {Failure}."
    )]
    private partial void LogFailed(string @event, int attempt, string failure);
}
