using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// Has a stored delivery handled again, also one that was handled well. Handling reads the present state from GitHub, so that
/// an old delivery brings nothing old back.
/// </summary>
public sealed class ReplayDelivery(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps
)
{
    /// <summary>False when it waits already, or is not there any more.</summary>
    public async Task<bool> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var found = await db
            .Deliveries.Where(row => row.Id == id)
            .Select(row => new { row.Guid, row.Event })
            .SingleOrDefaultAsync(cancellationToken);
        var wakes = await db
            .Deliveries.Where(row => row.Id == id && row.State != DeliveryState.Received)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.State, DeliveryState.Received)
                        .SetProperty(row => row.Attempts, 0)
                        .SetProperty(row => row.RetryAt, (DateTimeOffset?)null),
                cancellationToken
            );
        if (found is null || wakes == 0)
        {
            return false;
        }

        await audit.WriteAsync(
            actor,
            "had a delivery handled again:",
            $"{found.Event} {found.Guid}",
            cancellationToken
        );
        wakeUps.Deliveries.Ring();
        changes.Publish(Changes.Deliveries);
        return true;
    }
}
