using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Search;

/// <summary>Reads from the rows which links can be searched, and where a search looks: never wider than the person may see now.</summary>
public sealed class PlanSearch(IDbContextFactory<PortalDb> dbs)
{
    /// <summary>The links that can be searched, by the server's name.</summary>
    public async Task<List<Link>> LinksAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await Searchable(db)
            .OrderBy(link => link.Server.Name)
            .ThenBy(link => link.Id)
            .ToListAsync(cancellationToken);
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await Searchable(db).AnyAsync(cancellationToken);
    }

    /// <summary>Null when the link cannot be searched (any more).</summary>
    public async Task<SearchPlan?> RunAsync(
        Guid linkId,
        SearchKind kind,
        Guid personId,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await Searchable(db)
            .Include(row => row.Features)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (link is null)
        {
            return null;
        }

        var connections = await LinkConnections.ListAsync(db, link, cancellationToken);
        var granted = link.Features.Single(IsSearch).PrivateRepositories
            ? await db
                .Grants.Where(grant => grant.PersonId == personId)
                .Select(grant => grant.ConnectionId)
                .ToHashSetAsync(cancellationToken)
            : [];
        var places = new List<SearchPlace>();
        var notices = new List<SearchNotice>();
        foreach (var connection in connections)
        {
            if (LinkConnections.Obstacle(connection) is { } why)
            {
                notices.Add(
                    new SearchNotice($"{connection.Name} was not searched: {why}")
                    {
                        IsFailure = true,
                    }
                );
                continue;
            }

            var place = new SearchPlace(
                connection.Id,
                connection.Installation!,
                LinkConnections.SideOf(link, connection),
                granted.Contains(connection.Id),
                await PublicAsync(db, connection.InstallationId!.Value, cancellationToken)
            );
            if (place.May(kind))
            {
                places.Add(place);
            }
            else
            {
                notices.Add(Forbidden(place, kind));
            }
        }

        if (connections.All(connection => connection.HostId != link.ServerId))
        {
            notices.Add(
                new SearchNotice(
                    $"{link.Server.Name} was not searched: no app of this portal is connected there."
                )
                {
                    IsFailure = true,
                }
            );
        }

        return new SearchPlan(link, places, notices);
    }

    private static bool IsSearch(LinkFeature feature) =>
        feature.Kind == LinkFeatureKind.UnifiedSearch;

    private static IQueryable<Link> Searchable(PortalDb db) =>
        db
            .Links.AsNoTracking()
            .Include(link => link.Server)
            .Include(link => link.Connection!.App)
            .Include(link => link.Connection!.Installation)
            .Where(link =>
                link.EnabledAt != null
                && link.Connection!.EndingId == null
                && link.Features.Any(feature => feature.Kind == LinkFeatureKind.UnifiedSearch)
            );

    private static SearchNotice Forbidden(SearchPlace place, SearchKind kind) =>
        new(
            kind == SearchKind.Issues
                ? $"Issues of {place.Name} were not searched: the app may not read them. Switch “Search issues” on for the app, and let an owner of {place.Installation.Account} accept it."
                : $"{SearchKinds.Of(kind)} of {place.Name} were not searched: the app has no permission to read them there.",
            AppId: place.Installation.AppId
        );

    private static Task<HashSet<string>> PublicAsync(
        PortalDb db,
        Guid installationId,
        CancellationToken cancellationToken
    ) =>
        db
            .Repositories.Where(row =>
                row.InstallationId == installationId && row.Visibility == "public"
            )
            .Select(row => row.FullName)
            .ToHashSetAsync(StringComparer.OrdinalIgnoreCase, cancellationToken);
}
