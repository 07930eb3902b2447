using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Connections;

/// <summary>The connection that a disconnect is about, with all that a call to its server needs.</summary>
internal static class EndingConnection
{
    /// <summary>Null once its rows are destroyed.</summary>
    public static async Task<Connection?> FindAsync(
        IDbContextFactory<PortalDb> dbs,
        Ending ending,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Connections.AsNoTracking()
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
                .ThenInclude(installation => installation!.App)
                    .ThenInclude(app => app.Host)
            .SingleOrDefaultAsync(row => row.Id == ending.ConnectionId, cancellationToken);
    }
}
