using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHubConnect;

/// <summary>What stops and goes when a link is disabled, before anybody decides.</summary>
/// <param name="Connections">The connections that end with it: one for each account that the app is installed on.</param>
/// <param name="Secrets">What is destroyed: the app's secrets, and the link's own.</param>
public sealed record LinkPreview(
    Link Link,
    IReadOnlyList<string> Connections,
    IReadOnlyList<KeptSecret> Secrets
);

/// <summary>
/// Ends a link. One whose app does not exist yet is deleted; else the connections of its app are disconnected, by the same
/// persisted sequence as any, and the last of them takes along the link with all that its features stored.
/// </summary>
public sealed class DisableLink(
    IDbContextFactory<PortalDb> dbs,
    Disconnect disconnect,
    SecretStore secrets,
    AuditLog audit,
    Changes changes
)
{
    public async Task<LinkPreview?> PreviewAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (link is null)
        {
            return null;
        }

        var kept = await secrets.ListAsync(linkId, cancellationToken);
        var connections = await Ending(db, link)
            .Select(row => row.Name)
            .ToListAsync(cancellationToken);
        return new LinkPreview(
            link,
            connections,
            link.Connection is { } connection
                ? [.. await secrets.ListAsync(connection.AppId, cancellationToken), .. kept]
                : kept
        );
    }

    /// <summary>Deletes a link that has no connection yet; false when it has one.</summary>
    public async Task<bool> DiscardAsync(
        Guid linkId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (link is not { ConnectionId: null })
        {
            return false;
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var gone = await db
                .Links.Where(row => row.Id == linkId && row.ConnectionId == null)
                .ExecuteDeleteAsync(cancellationToken);
            if (gone == 0)
            {
                return false;
            }

            await SecretStore.DeleteAsync(db, linkId, field: null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await audit.WriteAsync(
            actor,
            "discarded the draft of GitHub Connect for",
            link.Server.Name,
            cancellationToken
        );
        changes.Publish(linkId);
        return true;
    }

    /// <summary>Starts when the typed name is the link's connection's; the disconnect to watch, or null when it is not.</summary>
    public async Task<Guid?> StartAsync(
        Guid linkId,
        string? typedName,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (
            link?.Connection is not { } main
            || !string.Equals(main.Name, typedName?.Trim(), StringComparison.Ordinal)
        )
        {
            return null;
        }

        await audit.WriteAsync(
            actor,
            "began to disable GitHub Connect",
            LinkWords.Of(link),
            cancellationToken
        );
        foreach (
            var other in await Ending(db, link)
                .Where(row => row.Id != main.Id)
                .Select(row => new { row.Id, row.Name })
                .ToListAsync(cancellationToken)
        )
        {
            await disconnect.StartAsync(other.Id, other.Name, actor, cancellationToken);
        }

        // The last to begin: what it says of the app's end is then true.
        var ending = await disconnect.StartAsync(main.Id, main.Name, actor, cancellationToken);
        changes.Publish(linkId);
        return ending;
    }

    private static IQueryable<Connection> Ending(PortalDb db, Link link) =>
        db
            .Connections.Where(row =>
                row.EndingId == null
                && db.Connections.Any(main =>
                    main.Id == link.ConnectionId && main.AppId == row.AppId
                )
            )
            .OrderBy(row => row.Name);

    private static Task<Link?> FindAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    ) =>
        db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Features)
            .Include(row => row.Connection!.App)
            .Include(row => row.Connection!.Host)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
}
