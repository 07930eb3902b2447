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

/// <summary>What a filter leaves of the deliveries, as queries that read little more than a page of that.</summary>
internal static class ChooseDeliveries
{
    /// <param name="page">Narrows to what is beyond where the page begins.</param>
    public static async Task<ChosenDeliveries> RunAsync(
        PortalDb db,
        DeliveryFilter filter,
        DeliveryPlace page
    )
    {
        var bounds = await DeliveryBounds.ReadAsync(db, filter);
        // Their indexes hold what does not wait, and are found by its saying so.
        var settled = db.Deliveries.Where(row => row.State != DeliveryState.Received);
        return filter.Result switch
        {
            DeliveryResult.Waiting => Chosen(FewDeliveries.Waiting(db), []),
            DeliveryResult.Failed => Chosen(FewDeliveries.Failed(db), []),
            // They are in an index of their own, in order.
            DeliveryResult.Parked => Chosen(
                null,
                ByName(settled.Where(row => row.State == DeliveryState.Parked))
            ),
            DeliveryResult.Handled => Chosen(
                null,
                await ByNameOrAppAsync(settled.Where(row => row.State == DeliveryState.Handled))
            ),
            null => Chosen(FewDeliveries.Waiting(db), await ByNameOrAppAsync(settled)),
        };

        ChosenDeliveries Chosen(
            IQueryable<Delivery>? few,
            IReadOnlyList<IQueryable<Delivery>> parts
        ) => new(few is null ? null : Few(bounds, few), parts, bounds.MoreNames);

        IReadOnlyList<IQueryable<Delivery>> ByName(IQueryable<Delivery> rows)
        {
            var within = bounds.OfApps(bounds.Of(rows));
            return bounds.Names is { } names
                ? [.. names.Select(name => within.Where(row => row.RepositoryName == name))]
                : [within];
        }

        async Task<IReadOnlyList<IQueryable<Delivery>>> ByNameOrAppAsync(IQueryable<Delivery> rows)
        {
            if (bounds is not { Apps: { } apps, Names: null, Guid: null })
            {
                return ByName(rows);
            }

            var within = bounds.Of(rows);
            return
            [
                .. (await page.AppsAsync(db, within, apps)).Select(app =>
                    within.Where(row => row.AppId == app)
                ),
            ];
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
