using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>Runs the preflight of a registered host again and writes down what it saw. A failed look deletes nothing.</summary>
public sealed class CheckHost(
    Preflight preflight,
    PreflightHistory history,
    IDbContextFactory<PortalDb> dbs,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <param name="tell">Called with each step as it is known, on any thread.</param>
    public async Task RunAsync(
        Guid hostId,
        Actor by,
        CancellationToken cancellationToken,
        Action<PreflightStep>? tell = null
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.SingleOrDefaultAsync(row => row.Id == hostId, cancellationToken);
        if (host is null)
        {
            return;
        }

        // Any app's log tells; the one that heard most recently has most to tell. One that is being ended tells nothing of
        // the way: the portal itself turns its deliveries away.
        var app = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .Where(row =>
                row.HostId == hostId
                && row.Creation == AppCreation.Created
                && row.IntakeStoppedAt == null
            )
            // Databases differ in whether null comes first or last.
            .OrderByDescending(row => row.LastDeliveryAt != null)
            .ThenByDescending(row => row.LastDeliveryAt)
            .FirstOrDefaultAsync(cancellationToken);
        var report = await preflight.RunAsync(
            GitHubEndpoint.Of(host),
            host.Flavor,
            app,
            tell,
            cancellationToken
        );
        // Written minutes of a slow server later: only what this look is about, over what is there now.
        await db.Entry(host).ReloadAsync(cancellationToken);
        if (db.Entry(host).State == EntityState.Detached)
        {
            return;
        }

        var last = await db
            .PreflightRuns.Where(run => run.HostId == hostId)
            .OrderByDescending(run => run.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var wasWell = IsWell(host);
        history.Take(db, host, report, by, last);
        await db.SaveChangesAsync(cancellationToken);
        if (IsWell(host) && !wasWell)
        {
            await LookAtConnectionsAsync(db, host.Id, cancellationToken);
        }

        changes.Publish(host.Id);
    }

    private static bool IsWell(Data.Host host) =>
        host is { State: ResourceState.Available, Reason: null };

    /// <summary>What was wrong with the host was wrong with its connections, which nobody has to wait for.</summary>
    private async Task LookAtConnectionsAsync(
        PortalDb db,
        Guid hostId,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await db
            .Connections.Where(row =>
                row.HostId == hostId
                && row.EndingId == null
                && row.Reason != null
                && row.CheckDueAt > now
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckDueAt, now),
                cancellationToken
            );
        wakeUps.Checks.Ring();
    }

    /// <summary>Checks every host, four at a time, so that one that does not answer does not hold up all.</summary>
    public async Task RunAllAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await Parallel.ForEachAsync(
            await db.Hosts.Select(host => host.Id).ToListAsync(cancellationToken),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 4,
                CancellationToken = cancellationToken,
            },
            async (id, stop) => await RunAsync(id, Actor.Portal, stop)
        );
        await PreflightHistory.PruneAsync(db, cancellationToken);
    }
}
