using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>The deliveries that a filter leaves.</summary>
/// <param name="Few">Those of which there are few at any time: what waits, or what failed. Null where others are looked for.</param>
/// <param name="Parts">
/// All others. Each query has one value for what it is looked up by, because only then does an index give its rows in order.
/// </param>
/// <param name="MoreNames">More repositories have this in their name than are looked through.</param>
internal sealed record ChosenDeliveries(
    IQueryable<Delivery>? Few,
    IReadOnlyList<IQueryable<Delivery>> Parts,
    bool MoreNames
);

/// <summary>What a filter leaves of the deliveries, as queries that read little more than that.</summary>
internal static class ChooseDeliveries
{
    public static async Task<ChosenDeliveries> RunAsync(PortalDb db, DeliveryFilter filter)
    {
        var bounds = await DeliveryBounds.ReadAsync(db, filter);
        return filter.Result switch
        {
            DeliveryResult.Waiting => new(
                Few(bounds, FewDeliveries.Waiting(db)),
                [],
                bounds.MoreNames
            ),
            DeliveryResult.Failed => new(
                Few(bounds, FewDeliveries.Failed(db)),
                [],
                bounds.MoreNames
            ),
            DeliveryResult.Parked => new(
                null,
                Parts(row => row.State == DeliveryState.Parked),
                bounds.MoreNames
            ),
            DeliveryResult.Handled => new(
                null,
                Parts(row => row.State == DeliveryState.Handled),
                bounds.MoreNames
            ),
            null => new(
                Few(bounds, FewDeliveries.Waiting(db)),
                Parts(row => true),
                bounds.MoreNames
            ),
        };

        IReadOnlyList<IQueryable<Delivery>> Parts(Expression<Func<Delivery, bool>> wanted)
        {
            // Their indexes hold what does not wait, and are found by its saying so.
            var rows = bounds.Of(
                db.Deliveries.Where(row => row.State != DeliveryState.Received).Where(wanted)
            );
            return bounds switch
            {
                { Names: { } names } =>
                [
                    .. names.Select(name =>
                        bounds.OfApps(rows).Where(row => row.RepositoryName == name)
                    ),
                ],
                { Guid: not null } => [bounds.OfApps(rows)],
                { Apps: { } apps } => [.. apps.Select(app => rows.Where(row => row.AppId == app))],
                _ => [rows],
            };
        }
    }

    private static IQueryable<Delivery> Few(DeliveryBounds bounds, IQueryable<Delivery> all)
    {
        var rows = bounds.OfApps(bounds.Of(all));
        return bounds.Names is { } names
            ? rows.Where(row => names.Contains(row.RepositoryName!))
            : rows;
    }
}
