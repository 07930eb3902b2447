using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>What a filter of deliveries means now: names are looked up, moments are ids.</summary>
/// <param name="Guid">That is looked for; null for any.</param>
/// <param name="Apps">Null for any.</param>
/// <param name="Names">Of repositories; null for any.</param>
/// <param name="MoreNames">More repositories have this in their name than are looked through.</param>
/// <param name="First">The first that was received at <see cref="DeliveryFilter.From"/> or later; null where none was.</param>
/// <param name="End">The first that was received at <see cref="DeliveryFilter.Until"/> or later; null where none was.</param>
/// <param name="Installation">What the connection gives access to; null where any is meant, or there is no such connection.</param>
internal sealed record DeliveryBounds(
    DeliveryFilter Filter,
    Guid? Guid,
    IReadOnlyList<Guid>? Apps,
    IReadOnlyList<string>? Names,
    bool MoreNames,
    long? First,
    long? End,
    (Guid AppId, long? GitHubId)? Installation
)
{
    public static async Task<DeliveryBounds> ReadAsync(PortalDb db, DeliveryFilter filter)
    {
        var guid = System.Guid.TryParse(filter.Search, out var parsed) ? parsed : (Guid?)null;
        var names =
            guid is null && filter.Search?.Trim() is { Length: > 0 } search
                ? await NamesAsync(db, search)
                : null;
        return new DeliveryBounds(
            filter,
            guid,
            await AppsAsync(db, filter, guid),
            names?.Take(DeliveryLines.MostRepositories).ToList(),
            names?.Count > DeliveryLines.MostRepositories,
            await FirstIdAsync(db, filter.From),
            await FirstIdAsync(db, filter.Until),
            await InstallationAsync(db, filter.Connection)
        );
    }

    /// <summary>Those of these rows that are within, of whatever app and repository.</summary>
    public IQueryable<Delivery> Of(IQueryable<Delivery> rows)
    {
        if (Filter.Event is { Length: > 0 } name)
        {
            // A connection or a repository leaves fewer than an event does: it is their index that is to be used.
            rows =
                Names is null && Filter.Connection is null
                    ? rows.Where(row => row.Event == name)
                    : rows.Where(row => row.Event + "" == name);
        }

        if (Guid is not null)
        {
            rows = rows.Where(row => row.Sorted && row.Guid == Guid);
        }

        if (Filter.From is { } from)
        {
            rows = rows.Where(row => row.Id >= First && row.ReceivedAt >= from);
        }

        if (Filter.Until is { } until)
        {
            rows = End is null
                ? rows.Where(row => row.ReceivedAt < until)
                : rows.Where(row => row.Id <= End && row.ReceivedAt < until);
        }

        return (Filter.Connection, Installation) switch
        {
            (null, _) => rows,
            (_, null) => rows.Where(row => false),
            (_, var (app, id)) => rows.Where(row =>
                row.AppId == app && row.InstallationGitHubId == id
            ),
        };
    }

    public IQueryable<Delivery> OfApps(IQueryable<Delivery> rows) =>
        Apps is null ? rows : rows.Where(row => Apps.Contains(row.AppId));

    /// <summary>Rows come in the order of time: the first that was received then or later.</summary>
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

    private static async Task<(Guid, long?)?> InstallationAsync(PortalDb db, Guid? connection)
    {
        if (connection is null)
        {
            return null;
        }

        var found = await db
            .Connections.Where(row => row.Id == connection)
            .Select(row => new { row.AppId, GitHubId = (long?)row.Installation!.GitHubId })
            .SingleOrDefaultAsync();
        return found is null ? null : (found.AppId, found.GitHubId);
    }

    private static async Task<List<Guid>?> AppsAsync(PortalDb db, DeliveryFilter filter, Guid? guid)
    {
        // A connection says more than its host.
        if (filter.Host is { } host && filter.Connection is null)
        {
            return await db
                .Apps.Where(row =>
                    row.HostId == host && (filter.App == null || row.Id == filter.App)
                )
                .Select(row => row.Id)
                .ToListAsync();
        }

        if (filter.App is { } app)
        {
            return [app];
        }

        // The index of GUIDs begins with the app.
        return guid is null ? null : await db.Apps.Select(row => row.Id).ToListAsync();
    }

    private static async Task<List<string>> NamesAsync(PortalDb db, string search)
    {
        // A whole name means that repository alone: many a name begins another one. It may be gone by now, and its deliveries are
        // still there.
        if (
            await db.Deliveries.AnyAsync(row =>
                row.RepositoryName == search && row.State != DeliveryState.Received
            )
        )
        {
            return [search];
        }

        var names = await db.RepositoriesNamed(search)
            .Select(row => row.FullName)
            .Take(DeliveryLines.MostRepositories + 1)
            .ToListAsync();
        return [.. names.Distinct(StringComparer.Ordinal)];
    }
}
