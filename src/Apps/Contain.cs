using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// Contains an app, or every app of a host: from this moment the portal does no work for it, and
/// <see cref="SuspendInstallations"/> suspends its installations. Releasing takes both back. Deliveries are received and
/// stored all the while, and handled after the release.
/// </summary>
public sealed class Contain(
    IDbContextFactory<PortalDb> dbs,
    Timeline timeline,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    public Task AppAsync(Guid appId, Actor actor, CancellationToken cancellationToken) =>
        SetAsync(appId, hostId: null, contained: true, actor, cancellationToken);

    public Task HostAsync(Guid hostId, Actor actor, CancellationToken cancellationToken) =>
        SetAsync(appId: null, hostId, contained: true, actor, cancellationToken);

    public Task ReleaseAppAsync(Guid appId, Actor actor, CancellationToken cancellationToken) =>
        SetAsync(appId, hostId: null, contained: false, actor, cancellationToken);

    public Task ReleaseHostAsync(Guid hostId, Actor actor, CancellationToken cancellationToken) =>
        SetAsync(appId: null, hostId, contained: false, actor, cancellationToken);

    private async Task SetAsync(
        Guid? appId,
        Guid? hostId,
        bool contained,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connections = await db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Where(row => row.AppId == appId || row.HostId == hostId)
            .ToListAsync(cancellationToken);
        var app = await db.Apps.FindAsync([appId], cancellationToken);
        var host = await db.Hosts.FindAsync([hostId], cancellationToken);
        if ((app?.ContainedAt ?? host?.ContainedAt) is not null == contained)
        {
            // Two pressed the button.
            return;
        }

        var since = contained ? time.GetUtcNow() : (DateTimeOffset?)null;
        var by = contained ? actor.Name : null;
        if (app is not null)
        {
            (app.ContainedAt, app.ContainedBy) = (since, by);
        }
        else if (host is not null)
        {
            (host.ContainedAt, host.ContainedBy) = (since, by);
        }
        else
        {
            return;
        }

        var did = contained ? "contained" : "released";
        timeline.Add(db, (app?.Id ?? hostId)!.Value, $"{actor.Name} {did} it.");
        foreach (var connection in connections.Where(row => row.EndingId is null))
        {
            connection.CheckWanted = true;
            if (contained && connection.Reason != Reason.Contained)
            {
                (connection.State, connection.Reason) = (ResourceState.Error, Reason.Contained);
                connection.StateSince = time.GetUtcNow();
                connection.Detail = $"{actor.Name} contained the {(app is null ? "host" : "app")}.";
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await Checkpoints.ReachAsync($"{did}");
        await audit.WriteAsync(
            actor,
            app is null ? $"{did} the host" : $"{did} the app",
            app is null ? host!.WebUrl : app.Name ?? app.ProposedName,
            CancellationToken.None
        );
        wakeUps.Containments.Ring();
        wakeUps.Deliveries.Ring();
        changes.Publish((appId ?? hostId)!.Value);
        connections.ForEach(row => changes.Publish(row.Id));
    }
}
