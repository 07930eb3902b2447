using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Telemetry;

/// <summary>Numbers that the database knows: asked for when somebody collects, and not before.</summary>
internal sealed class ObserveRows(IDbContextFactory<PortalDb> dbs)
{
    /// <summary>What is beyond is told as so many: to count millions takes longer than it tells.</summary>
    private const int Most = 100_000;

    public void Begin()
    {
        Measures.Observe(
            "portal.deliveries.waiting",
            "Deliveries that wait to be handled",
            () =>
                Read(db =>
                    [
                        Of(
                            db.Deliveries.Where(Delivery.IsWaiting)
                                .OrderBy(row => row.Lane)
                                .Take(Most)
                                .Count()
                                + db.Deliveries.Where(row => !row.Sorted)
                                    .OrderBy(row => row.Id)
                                    .Take(Most)
                                    .Count(),
                            "state",
                            "received"
                        ),
                        Of(
                            db.Deliveries.Where(row => row.State == DeliveryState.Failed)
                                .OrderBy(row => row.RetryAt)
                                .Take(Most)
                                .Count(),
                            "state",
                            "failed"
                        ),
                        Of(
                            db.Deliveries.Where(row => row.State == DeliveryState.Parked)
                                .OrderBy(row => row.Id)
                                .Take(Most)
                                .Count(),
                            "state",
                            "parked"
                        ),
                    ]
                )
        );
        Measures.Observe(
            "portal.connections",
            "Connections by their state",
            () =>
                Read(db =>
                    db.Connections.GroupBy(row => row.State)
                        .Select(group => new { group.Key, Count = group.Count() })
                        .AsEnumerable()
                        .Select(group =>
                            Of(group.Count, "state", group.Key.ToString().ToLowerInvariant())
                        )
                )
        );
        Measures.Observe(
            "portal.hosts",
            "Hosts by their state",
            () =>
                Read(db =>
                    db.Hosts.GroupBy(row => row.State)
                        .Select(group => new { group.Key, Count = group.Count() })
                        .AsEnumerable()
                        .Select(group =>
                            Of(group.Count, "state", group.Key.ToString().ToLowerInvariant())
                        )
                )
        );
    }

    private IEnumerable<Measurement<long>> Read(Func<PortalDb, IEnumerable<Measurement<long>>> read)
    {
        try
        {
            using var db = dbs.CreateDbContext();
            return [.. read(db)];
        }
        catch (DbException)
        {
            // What is not known is not told.
            return [];
        }
    }

    private static Measurement<long> Of(long value, string tag, string of) =>
        new(value, new KeyValuePair<string, object?>(tag, of));
}
