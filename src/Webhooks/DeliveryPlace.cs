using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>Where in the list of deliveries, whose newest is first, a page is; at the top where neither is given.</summary>
/// <param name="Before">Only deliveries with a lower id: the page of older ones.</param>
/// <param name="After">Only deliveries with a higher id, the lowest of them: the page of newer ones.</param>
internal sealed record DeliveryPlace(long? Before, long? After)
{
    /// <summary>As many as a page shows, and one more, which says that the list goes on.</summary>
    private const int Most = ListDeliveries.PageSize + 1;

    /// <summary>The ids of those of these rows that may be on the page.</summary>
    public IQueryable<long> Ids(IQueryable<Delivery> rows)
    {
        var beyond = Beyond(rows);
        return (
            After is null ? beyond.OrderByDescending(row => row.Id) : beyond.OrderBy(row => row.Id)
        )
            .Take(Most)
            .Select(row => row.Id);
    }

    /// <summary>The page, from where it begins, of what was found in all parts.</summary>
    public List<long> Merge(IEnumerable<long> ids)
    {
        var once = ids.Distinct();
        return [.. (After is null ? once.OrderDescending() : once.Order()).Take(Most)];
    }

    /// <summary>
    /// Those of the apps that may have a row on the page: one of which as many other apps have a nearer row has none there. Where
    /// there are few, all.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> AppsAsync(
        PortalDb db,
        IQueryable<Delivery> rows,
        IReadOnlyList<Guid> apps
    )
    {
        if (apps.Count <= Most)
        {
            return apps;
        }

        var beyond = Beyond(rows);
        var nearest = db
            .Apps.Where(app => apps.Contains(app.Id))
            .Select(app => new
            {
                app.Id,
                Nearest = After == null
                    ? beyond.Where(row => row.AppId == app.Id).Max(row => (long?)row.Id)
                    : beyond.Where(row => row.AppId == app.Id).Min(row => (long?)row.Id),
            });
        return
        [
            .. (await nearest.ToListAsync())
                .Where(app => app.Nearest is not null)
                .OrderBy(app => After is null ? -app.Nearest : app.Nearest)
                .Take(Most)
                .Select(app => app.Id),
        ];
    }

    private IQueryable<Delivery> Beyond(IQueryable<Delivery> rows) =>
        After is { } floor ? rows.Where(row => row.Id > floor)
        : Before is { } ceiling ? rows.Where(row => row.Id < ceiling)
        : rows;
}
