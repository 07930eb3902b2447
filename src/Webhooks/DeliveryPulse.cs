using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>How many deliveries came in the last day, and how many attempts to handle one failed.</summary>
public sealed class Pulse
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
    // Each is counted three times, so that no sum is over all installations.
    private readonly ConcurrentDictionary<(Guid App, long Installation), Pulse> _installations =
        new();
    private readonly ConcurrentDictionary<Guid, Pulse> _apps = new();

    // What is stored up to here is counted from the database.
    private long _counted = long.MaxValue;

    /// <summary>Of the whole portal.</summary>
    public Pulse Whole { get; } = new();

    /// <summary>Of each app that anything came for.</summary>
    public IEnumerable<(Guid App, Pulse Pulse)> OfApps =>
        _apps.Select(entry => (entry.Key, entry.Value));

    /// <summary>Of an installation of an app; null where nothing came.</summary>
    public Pulse? Of(Guid app, long? installation) =>
        _installations.GetValueOrDefault((app, installation ?? 0));

    /// <summary>Says that a delivery was sorted.</summary>
    public void Received(long id, Guid app, long? installation, DateTimeOffset at)
    {
        if (id > Volatile.Read(ref _counted))
        {
            Received(app, installation, at);
        }
    }

    public void Failed(Guid app, long? installation, DateTimeOffset at)
    {
        foreach (var pulse in Counting(app, installation))
        {
            pulse.Failed.Add(at);
        }
    }

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
            Received(row.AppId, row.InstallationGitHubId, row.ReceivedAt);
        }
    }

    private void Received(Guid app, long? installation, DateTimeOffset at)
    {
        foreach (var pulse in Counting(app, installation))
        {
            pulse.Received.Add(at);
        }
    }

    private Pulse[] Counting(Guid app, long? installation) =>
        [
            Whole,
            _apps.GetOrAdd(app, _ => new Pulse()),
            _installations.GetOrAdd((app, installation ?? 0), _ => new Pulse()),
        ];
}
