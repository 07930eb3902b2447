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
public sealed record DeliveryLines(IReadOnlyList<DeliveryLine> Lines, bool HasNewer, bool HasOlder);

/// <summary>
/// Reads the list of deliveries, a page at a time; once for all who look at the same. It goes from row to row instead of
/// counting, so that a page takes as long with a million rows as with a hundred.
/// </summary>
public sealed class ListDeliveries
{
    public const int PageSize = 50;

    /// <summary>As many of the matching repositories are looked through.</summary>
    private const int MostRepositories = 50;

    private readonly SharedReads<
        (DeliveryFilter Filter, long? Before, long? After),
        DeliveryLines
    > _reads;

    public ListDeliveries(IDbContextFactory<PortalDb> dbs) =>
        _reads = new(asked => ReadAsync(dbs, asked.Filter, asked.Before, asked.After));

    /// <param name="before">Only deliveries with a lower id: the page of older ones.</param>
    /// <param name="after">Only deliveries with a higher id, the lowest of them: the page of newer ones.</param>
    public Task<DeliveryLines> RunAsync(DeliveryFilter filter, long? before, long? after) =>
        _reads.ReadAsync((filter, before, after));

    private static async Task<DeliveryLines> ReadAsync(
        IDbContextFactory<PortalDb> dbs,
        DeliveryFilter filter,
        long? before,
        long? after
    )
    {
        await using var db = await dbs.CreateDbContextAsync();
        var found = new List<DeliveryLine>();
        foreach (var (part, waiting) in await PartsAsync(db, filter))
        {
            var rows =
                after is { } floor ? part.Where(row => row.Id > floor)
                : before is { } ceiling ? part.Where(row => row.Id < ceiling)
                : part;
            // What waits is little: it is found by its own index and sorted, where the plain id would have the whole table read.
            var turned = (waiting, after) switch
            {
                (true, null) => rows.OrderByDescending(row => row.Id + 0),
                (true, _) => rows.OrderBy(row => row.Id + 0),
                (false, null) => rows.OrderByDescending(row => row.Id),
                (false, _) => rows.OrderBy(row => row.Id),
            };
            found.AddRange(
                await turned.Take(PageSize + 1).Select(DeliveryLine.OfRow).ToListAsync()
            );
        }

        var once = found.AsEnumerable().Reverse().DistinctBy(line => line.Id);
        var sorted = (
            after is null ? once.OrderByDescending(line => line.Id) : once.OrderBy(line => line.Id)
        ).ToList();
        var more = sorted.Count > PageSize;
        var lines = sorted.Take(PageSize).OrderByDescending(line => line.Id).ToList();
        return new DeliveryLines(
            lines,
            HasNewer: after is null ? before is not null : more,
            HasOlder: after is null ? more : lines.Count > 0
        );
    }

    /// <summary>
    /// The queries whose rows together are the list. Each has one value for what it is looked up by, because only then does
    /// an index give its rows in order.
    /// </summary>
    private static async Task<List<(IQueryable<Delivery> Rows, bool Waiting)>> PartsAsync(
        PortalDb db,
        DeliveryFilter filter
    )
    {
        var rows = Within(
            db.Deliveries.AsNoTracking(),
            filter,
            await FirstIdAsync(db, filter.From),
            await FirstIdAsync(db, filter.Until)
        );
        if (filter.Connection is { } connection)
        {
            var found = await db
                .Connections.Where(row => row.Id == connection)
                .Select(row => new { row.AppId, GitHubId = (long?)row.Installation!.GitHubId })
                .SingleOrDefaultAsync();
            rows = found is null
                ? rows.Where(row => false)
                : rows.Where(row =>
                    row.AppId == found.AppId && row.InstallationGitHubId == found.GitHubId
                );
        }

        List<IQueryable<Delivery>> parts = [rows];
        var app = filter.App;
        if (filter.Host is { } host && filter.Connection is null)
        {
            var apps = await db
                .Apps.Where(row => row.HostId == host && (app == null || row.Id == app))
                .Select(row => row.Id)
                .ToListAsync();
            parts = [.. apps.Select(id => rows.Where(row => row.AppId == id))];
        }
        else if (app is { } id)
        {
            parts = [rows.Where(row => row.AppId == id)];
        }

        if (Guid.TryParse(filter.Search, out var guid))
        {
            parts =
            [
                .. parts.Select(part =>
                    part.Where(row =>
                        row.Sorted
                        && row.Guid == guid
                        && db.Apps.Any(known => known.Id == row.AppId)
                    )
                ),
            ];
        }
        else if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var names = await NamesAsync(db, filter.Search.Trim());
            parts =
            [
                .. parts.SelectMany(part =>
                    names.Select(name => part.Where(row => row.RepositoryName == name))
                ),
            ];
        }

        return
        [
            .. parts.SelectMany(part =>
                filter.Result is { } result
                    ? new[] { (Of(part, result), result == DeliveryResult.Waiting) }
                    // Most indexes hold what does not wait. What waits is read first: what is handled in between is then
                    // found twice, and not missed.
                    :
                    [
                        (Of(part, DeliveryResult.Waiting), true),
                        (part.Where(row => row.State != DeliveryState.Received), false),
                    ]
            ),
        ];
    }

    private static IQueryable<Delivery> Of(IQueryable<Delivery> rows, DeliveryResult result) =>
        result switch
        {
            DeliveryResult.Waiting => rows.Where(Delivery.IsWaiting),
            DeliveryResult.Failed => rows.Where(row =>
                row.State == DeliveryState.Failed && row.State != DeliveryState.Received
            ),
            DeliveryResult.Parked => rows.Where(row =>
                row.State == DeliveryState.Parked && row.State != DeliveryState.Received
            ),
            DeliveryResult.Handled => rows.Where(row =>
                row.State == DeliveryState.Handled && row.State != DeliveryState.Received
            ),
        };

    private static IQueryable<Delivery> Within(
        IQueryable<Delivery> rows,
        DeliveryFilter filter,
        long? first,
        long? end
    )
    {
        if (filter.Event is { Length: > 0 } name)
        {
            rows = rows.Where(row => row.Event == name);
        }

        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.Id >= first && row.ReceivedAt >= from);
        }

        if (filter.Until is { } until)
        {
            rows = end is null
                ? rows.Where(row => row.ReceivedAt < until)
                : rows.Where(row => row.Id <= end && row.ReceivedAt < until);
        }

        return rows;
    }

    /// <summary>Rows come in the order of time: the first that was received then or later. Null when there is none yet.</summary>
    private static Task<long?> FirstIdAsync(PortalDb db, DateTimeOffset? moment) =>
        moment is null
            ? Task.FromResult<long?>(null)
            : db
                .Deliveries.Where(row =>
                    row.State != DeliveryState.Received && row.ReceivedAt >= moment
                )
                .OrderBy(row => row.ReceivedAt)
                .Select(row => (long?)row.Id)
                .FirstOrDefaultAsync();

    private static async Task<List<string>> NamesAsync(PortalDb db, string search)
    {
        // A whole name means that repository alone: many a name begins another one.
        if (
            await db.Deliveries.AnyAsync(row =>
                row.RepositoryName == search && row.State != DeliveryState.Received
            )
        )
        {
            return [search];
        }

        var pattern = LikePattern.Containing(search);
        var names = await db
            .Repositories.Where(row => EF.Functions.Like(row.FullName.ToLower(), pattern, "\\"))
            .Select(row => row.FullName)
            .Distinct()
            .Take(MostRepositories)
            .ToListAsync();
        // It may be gone by now, and its deliveries are still there.
        return [.. names.Append(search).Distinct(StringComparer.Ordinal)];
    }
}
