using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>The connections through which a link's two sides are read, and whether each may be used now.</summary>
internal static class LinkConnections
{
    /// <summary>Those of the server, and those of the link's own app on the cloud, by name. None that is ending.</summary>
    /// <param name="link">With its connection.</param>
    public static Task<List<Connection>> ListAsync(
        PortalDb db,
        Link link,
        CancellationToken cancellationToken
    ) =>
        db
            .Connections.AsNoTracking()
            .Include(row => row.App.Host)
            .Include(row => row.Installation!.App.Host)
            .Where(row =>
                row.EndingId == null
                && (row.HostId == link.ServerId || row.AppId == link.Connection!.AppId)
            )
            .OrderBy(row => row.Name)
            .ToListAsync(cancellationToken);

    public static LinkSide SideOf(Link link, Connection connection) =>
        connection.HostId == link.ServerId ? LinkSide.Server : LinkSide.Cloud;

    /// <summary>Why the connection cannot be used now, in words; null when it can.</summary>
    public static string? Obstacle(Connection connection) =>
        connection switch
        {
            { App.IsContained: true } => ReasonText.Of(Reason.Contained),
            { State: ResourceState.Available, Installation: not null } => null,
            { Reason: { } reason } => ReasonText.Of(reason),
            _ => $"it waits for {Words.Of(connection.Stage)}.",
        };
}
