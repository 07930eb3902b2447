using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.GitHub;
using Portal.Ui;
using Portal.Webhooks;

namespace Portal.Home;

/// <summary>How much comes from GitHub, how much goes there, and what waits: from memory, but for what waits.</summary>
public sealed class Traffic(DeliveryPulse pulse, ApiUsage usage, TimeProvider time)
{
    private const int Minutes = 5;

    // An app stays with its host.
    private readonly ConcurrentDictionary<Guid, Guid> _hosts = new();

    internal async Task<BoardNow> NowAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hour = pulse.Whole.Received.LastHour(now);
        var (day, failed) = (pulse.Whole.Received.LastDay(now), pulse.Whole.Failed.LastDay(now));
        var calls = Sum(usage.All.Select(one => one.LastHour(now)), 60);
        var most = BoardNow.MostCounted + 1;
        return new BoardNow(
            PerMinute(hour, now),
            MiniChart.Of(
                hour,
                null,
                $"{Words.Count(hour.Sum(), "delivery", "deliveries")} in an hour"
            ),
            failed.Sum(),
            DeliveryCharts.Day(day, failed),
            Math.Min(
                most,
                await db
                    .Deliveries.Where(Delivery.IsWaiting)
                    .OrderBy(row => row.Lane)
                    .Take(most)
                    .CountAsync(cancellationToken)
                    + await db
                        .Deliveries.Where(row => !row.Sorted)
                        .OrderBy(row => row.Id)
                        .Take(most)
                        .CountAsync(cancellationToken)
            ),
            await db
                .Deliveries.Where(row => row.State == DeliveryState.Failed)
                .OrderBy(row => row.RetryAt)
                .Take(most)
                .CountAsync(cancellationToken),
            await db
                .Deliveries.Where(row => row.State == DeliveryState.Parked)
                .OrderBy(row => row.Id)
                .Take(most)
                .CountAsync(cancellationToken),
            await db.Installations.CountAsync(row => row.SyncWanted, cancellationToken),
            calls.Sum(),
            MiniChart.Of(
                calls,
                null,
                $"{Words.Count(calls.Sum(), "call", "calls")} to GitHub in an hour"
            )
        );
    }

    /// <summary>For each host: its calls of the last hour, those of a day as a chart, and the day's deliveries.</summary>
    internal async Task<
        Func<Data.Host, (int Calls, MiniChart CallsOfDay, MiniChart DeliveriesOfDay)>
    > OfHostsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = pulse.OfApps.ToList();
        if (all.Exists(entry => !_hosts.ContainsKey(entry.App)))
        {
            foreach (
                var app in await db
                    .Apps.Select(row => new { row.Id, row.HostId })
                    .ToListAsync(cancellationToken)
            )
            {
                _hosts[app.Id] = app.HostId;
            }
        }

        var ofHost = all.ToLookup(
            entry => _hosts.GetValueOrDefault(entry.App),
            entry => entry.Pulse
        );
        return host =>
        {
            var day = usage.CallsTo(host)?.LastDay(now) ?? new int[48];
            return (
                usage.CallsTo(host)?.LastHour(now).Sum() ?? 0,
                MiniChart.Of(
                    day,
                    null,
                    $"{Words.Count(day.Sum(), "call", "calls")} to its API in 24 hours"
                ),
                DeliveryCharts.Day(
                    Sum(ofHost[host.Id].Select(one => one.Received.LastDay(now)), 48),
                    Sum(ofHost[host.Id].Select(one => one.Failed.LastDay(now)), 48)
                )
            );
        };
    }

    /// <summary>Deliveries a minute over the last five, the present one for as much of it as is over: what has just come shows at once.</summary>
    /// <param name="hour">So many in each minute, the present one last.</param>
    internal static double PerMinute(int[] hour, DateTimeOffset now) =>
        hour[^Minutes..].Sum()
        / (Minutes - 1 + (double)(now.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerMinute);

    private static int[] Sum(IEnumerable<int[]> series, int places)
    {
        var sums = new int[places];
        foreach (var one in series)
        {
            for (var place = 0; place < places; place++)
            {
                sums[place] += one[place];
            }
        }

        return sums;
    }
}
