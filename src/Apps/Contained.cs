using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>What is contained, or would be: an app, or all apps of a host.</summary>
/// <param name="Since">Null while it is not contained.</param>
/// <param name="HostSince">When the whole host of the app was contained.</param>
/// <param name="Installations">Those that something is still to be done about first, then by account.</param>
/// <param name="Suspended">How many of all installations are.</param>
/// <param name="Waiting">How many deliveries are stored and wait.</param>
internal sealed record Contained(
    string Name,
    string HostName,
    DateTimeOffset? Since,
    string? By,
    Guid HostId,
    DateTimeOffset? HostSince,
    IReadOnlyList<Guid> Apps,
    Some<Installation> Installations,
    int Suspended,
    Some<string> Connections,
    int Waiting
)
{
    private const int Shown = 10;

    /// <summary>Null where there is neither such an app nor such a host.</summary>
    public static async Task<Contained?> ReadAsync(PortalDb db, Guid? appId, Guid? hostId)
    {
        var app = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == appId);
        var host =
            app?.Host
            ?? await db.Hosts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == hostId);
        if (host is null)
        {
            return null;
        }

        var apps = await db
            .Apps.Where(row => row.Id == appId || row.HostId == hostId)
            .Where(row => row.Creation == AppCreation.Created)
            .Select(row => row.Id)
            .ToListAsync();
        var since = app is null ? host.ContainedAt : app.ContainedAt;
        var installations = db.Installations.AsNoTracking().Where(row => apps.Contains(row.AppId));
        var undone = since is null
            ? installations.OrderByDescending(row => row.SuspendedByPortal)
            : installations.OrderByDescending(row => row.SuspendedAt == null);
        var connections = db
            .Connections.Where(row => apps.Contains(row.AppId))
            .Select(row => row.Name);
        return new Contained(
            app?.Name ?? host.Name,
            host.Name,
            since,
            app is null ? host.ContainedBy : app.ContainedBy,
            host.Id,
            app?.Host.ContainedAt,
            apps,
            await undone.ThenBy(row => row.Account).FirstAsync(Shown, CancellationToken.None),
            await installations.CountAsync(row => row.SuspendedAt != null),
            await connections.OrderBy(name => name).FirstAsync(Shown, CancellationToken.None),
            await FewDeliveries.Waiting(db).CountAsync(row => apps.Contains(row.AppId))
        );
    }
}
