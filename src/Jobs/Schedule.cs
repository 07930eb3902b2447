using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Hosts;
using Portal.Notifications;
using Portal.Secrets;
using Portal.Webhooks;
using Quartz;

namespace Portal.Jobs;

/// <summary>Looks at every host. Connections have a time each, at which they are due.</summary>
[DisallowConcurrentExecution]
internal sealed class CheckHostsJob(CheckHost hosts) : IJob
{
    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    ) => await hosts.RunAllAsync(cancellationToken);
}

/// <summary>Has every installation's repositories read whole, in case a webhook was lost.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(IDbContextFactory<PortalDb> dbs, WakeUps wakeUps) : IJob
{
    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        // One that nobody connected is here only while it is contained.
        await db
            .Installations.Where(row =>
                db.Connections.Any(connection => connection.InstallationId == row.Id)
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.SyncWanted, true),
                cancellationToken
            );
        wakeUps.Syncs.Ring();
    }
}

/// <summary>Asks GitHub for what it delivered and did not arrive.</summary>
[DisallowConcurrentExecution]
internal sealed class RecoverDeliveriesJob(RecoverDeliveries recover) : IJob
{
    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    ) => await recover.RunAsync(cancellationToken);
}

/// <summary>
/// Forgets departures, hand-over links, codes and tokens that can no longer be used, deliveries whose time is up, and what was told.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class PruneJob(
    Departures departures,
    HandOvers handOvers,
    SecretStore secrets,
    PruneDeliveries deliveries,
    SendNotices notices
) : IJob
{
    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    )
    {
        await departures.PruneAsync(cancellationToken);
        await handOvers.PruneAsync(cancellationToken);
        await secrets.PruneAsync(cancellationToken);
        await deliveries.RunAsync(cancellationToken);
        await notices.PruneAsync(cancellationToken);
    }
}
