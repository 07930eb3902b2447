using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>How many deliveries came for an installation of an app in the last day, and how many attempts to handle one failed.</summary>
public sealed class InstallationPulse
{
    public RecentCounts Received { get; } = new();
    public RecentCounts Failed { get; } = new();
}

/// <summary>
/// Counts deliveries as they come, in memory, so that charts cost no query; after a start it first counts those of the last day
/// that are stored.
/// </summary>
public sealed class DeliveryPulse(IDbContextFactory<PortalDb> dbs, TimeProvider time)
{
    private readonly ConcurrentDictionary<
        (Guid App, long Installation),
        InstallationPulse
    > _pulses = new();

    // What is stored up to here is counted from the database.
    private long _counted = long.MaxValue;

    /// <summary>Null where nothing came in the last day, or since the installation was forgotten.</summary>
    public InstallationPulse? Of(Guid app, long? installation) =>
        _pulses.GetValueOrDefault((app, installation ?? 0));

    /// <summary>All that anything came for.</summary>
    public IEnumerable<(Guid App, InstallationPulse Pulse)> All =>
        _pulses.Select(entry => (entry.Key.App, entry.Value));

    /// <summary>Says that a delivery was sorted.</summary>
    public void Received(long id, Guid app, long? installation, DateTimeOffset at)
    {
        if (id > Volatile.Read(ref _counted))
        {
            Pulse(app, installation).Received.Add(at);
        }
    }

    public void Failed(Guid app, long? installation, DateTimeOffset at) =>
        Pulse(app, installation).Failed.Add(at);

    /// <summary>Before the first delivery is taken in: what is stored by now is counted by <see cref="CountStoredAsync"/>.</summary>
    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        // What is not sorted yet is counted when it is: it came after all that is.
        var first = await db
            .Deliveries.Where(row => !row.Sorted)
            .OrderBy(row => row.Id)
            .Select(row => (long?)row.Id)
            .FirstOrDefaultAsync(cancellationToken);
        Volatile.Write(
            ref _counted,
            first - 1 ?? await db.Deliveries.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0
        );
    }

    /// <summary>Counts the deliveries of the last day that were there when the portal started.</summary>
    internal async Task CountStoredAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (Volatile.Read(ref _counted), time.GetUtcNow() - TimeSpan.FromDays(1));
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var stored = db.Deliveries.Where(row => row.Id <= last);
        // What is settled comes in the order of time, by an index; few wait.
        var first = await stored
            .Where(row => row.State != DeliveryState.Received && row.ReceivedAt >= since)
            .OrderBy(row => row.ReceivedAt)
            .Select(row => (long?)row.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (first is not null)
        {
            await CountAsync(
                stored.Where(row => row.State != DeliveryState.Received && row.Id >= first),
                since,
                cancellationToken
            );
        }

        await CountAsync(stored.Where(Delivery.IsWaiting), since, cancellationToken);
        await foreach (
            var row in db
                .DeliveryAttempts.Where(row => row.DeliveryId <= last && row.At >= since)
                .Select(row => new
                {
                    row.Delivery.AppId,
                    row.Delivery.InstallationGitHubId,
                    row.At,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            Failed(row.AppId, row.InstallationGitHubId, row.At);
        }
    }

    private async Task CountAsync(
        IQueryable<Delivery> rows,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var row in rows.Where(row => row.ReceivedAt >= since)
                .Select(row => new
                {
                    row.AppId,
                    row.InstallationGitHubId,
                    row.ReceivedAt,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            Pulse(row.AppId, row.InstallationGitHubId).Received.Add(row.ReceivedAt);
        }
    }

    private InstallationPulse Pulse(Guid app, long? installation) =>
        _pulses.GetOrAdd((app, installation ?? 0), _ => new InstallationPulse());
}
