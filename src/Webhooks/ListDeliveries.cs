using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>A line of the list of deliveries.</summary>
public sealed record DeliveryLine(
    long Id,
    Guid AppId,
    DateTimeOffset ReceivedAt,
    string Event,
    string? Action,
    string? Repository,
    long? InstallationGitHubId,
    DeliveryState State,
    string? Outcome,
    DateTimeOffset? RetryAt,
    int Attempts,
    int? Took,
    bool Replayed
)
{
    internal static readonly Expression<Func<Delivery, DeliveryLine>> OfRow =
        row => new DeliveryLine(
            row.Id,
            row.AppId,
            row.ReceivedAt,
            row.Event,
            row.Action,
            row.RepositoryName,
            row.InstallationGitHubId,
            row.State,
            row.Outcome,
            row.RetryAt,
            row.Attempts,
            row.Took,
            row.Replayed
        );
}

/// <summary>A page of the list, newest first.</summary>
/// <param name="MoreNames">
/// More repositories have what is searched for in their name: the list is of <see cref="MostRepositories"/> of them.
/// </param>
public sealed record DeliveryLines(
    IReadOnlyList<DeliveryLine> Lines,
    bool HasNewer,
    bool HasOlder,
    bool MoreNames
)
{
    public const int MostRepositories = 50;
}

/// <summary>
/// Reads the list of deliveries, a page at a time; once for all who look at the same. It goes from row to row instead of
/// counting, so that a page takes as long with a million rows as with a hundred.
/// </summary>
public sealed class ListDeliveries
{
    public const int PageSize = 50;

    private readonly SharedReads<
        (DeliveryFilter Filter, DeliveryPlace Place),
        DeliveryLines
    > _reads;

    public ListDeliveries(IDbContextFactory<PortalDb> dbs) =>
        _reads = new(asked => ReadAsync(dbs, asked.Filter, asked.Place));

    /// <param name="before">Only deliveries with a lower id: the page of older ones.</param>
    /// <param name="after">Only deliveries with a higher id, the lowest of them: the page of newer ones.</param>
    public Task<DeliveryLines> RunAsync(DeliveryFilter filter, long? before, long? after) =>
        _reads.ReadAsync((filter, new DeliveryPlace(before, after)));

    private static async Task<DeliveryLines> ReadAsync(
        IDbContextFactory<PortalDb> dbs,
        DeliveryFilter filter,
        DeliveryPlace place
    )
    {
        await using var db = await dbs.CreateDbContextAsync();
        var chosen = await ChooseDeliveries.RunAsync(db, filter, place);
        var found = place.Merge(await FindAsync(chosen, place));
        var more = found.Count > PageSize;
        var ids = found.Take(PageSize).ToList();
        var lines = await db
            .Deliveries.Where(row => ids.Contains(row.Id))
            .OrderByDescending(row => row.Id)
            .Select(DeliveryLine.OfRow)
            .ToListAsync();
        return new DeliveryLines(
            lines,
            HasNewer: place.After is null ? place.Before is not null : more,
            HasOlder: place.After is null ? more : lines.Count > 0,
            chosen.MoreNames
        );
    }

    private static async Task<List<long>> FindAsync(ChosenDeliveries chosen, DeliveryPlace place)
    {
        // What waits is read first: what is handled in between is then found twice, and not missed.
        var found = chosen.Few is null ? [] : await place.Ids(chosen.Few).ToListAsync();
        if (chosen.Parts.Count > 0)
        {
            found.AddRange(
                await chosen
                    .Parts.Select(place.Ids)
                    .Aggregate((all, part) => all.Concat(part))
                    .ToListAsync()
            );
        }

        return found;
    }
}
