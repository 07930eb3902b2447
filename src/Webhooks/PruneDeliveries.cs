using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// Deletes deliveries whose time is up, a few hundred at once, so that nobody who writes waits long. What waits to be handled
/// is never deleted.
/// </summary>
public sealed class PruneDeliveries(
    IDbContextFactory<PortalDb> dbs,
    IOptions<PortalOptions> options,
    TimeProvider time
)
{
    private const int AtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() - options.Value.DeliveryRetention;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var old = await db
                // By itself the first says what the index holds; together with the last it would not be seen to.
                .Deliveries.Where(row => row.State != DeliveryState.Received)
                .Where(row => row.ReceivedAt < end)
                .Where(row => row.State != DeliveryState.Failed)
                .OrderBy(row => row.ReceivedAt)
                .Select(row => row.Id)
                .Take(AtOnce)
                .ToListAsync(cancellationToken);
            if (old.Count == 0)
            {
                return;
            }

            await db
                .Deliveries.Where(row => old.Contains(row.Id))
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
