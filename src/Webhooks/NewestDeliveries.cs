using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// The newest deliveries of an installation, with those of its app that name none. Each part is found by an index, however many
/// others came since.
/// </summary>
public sealed class NewestDeliveries(IDbContextFactory<PortalDb> dbs)
{
    /// <param name="installation">GitHub's id of it.</param>
    /// <returns>At most <paramref name="count"/>, newest first.</returns>
    public async Task<IReadOnlyList<DeliveryLine>> RunAsync(
        Guid app,
        long installation,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var settled = db.Deliveries.Where(row =>
            row.AppId == app && row.State != DeliveryState.Received
        );
        var waiting = FewDeliveries
            .Waiting(db)
            .Where(row =>
                row.AppId == app
                && (row.InstallationGitHubId == null || row.InstallationGitHubId == installation)
            );
        return await Newest(settled.Where(row => row.InstallationGitHubId == installation))
            .Concat(Newest(settled.Where(row => row.InstallationGitHubId == null)))
            .Concat(Newest(waiting))
            .OrderByDescending(row => row.Id)
            .Take(count)
            .Select(DeliveryLine.OfRow)
            .ToListAsync(cancellationToken);

        IQueryable<Delivery> Newest(IQueryable<Delivery> part) =>
            part.OrderByDescending(row => row.Id).Take(count);
    }
}
