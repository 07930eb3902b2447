using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>
/// Begins the end of a connection. What then happens is a persisted sequence, run by <see cref="RunEnding"/>, which goes
/// on after a crash.
/// </summary>
public sealed class Disconnect(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    AuditLog audit,
    WakeUps wakeUps,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>How long the deletion of the registration is waited for before the secrets are destroyed all the same.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromDays(7);

    private const int MostNamed = 10;

    /// <summary>Null when there is no such connection, or its end has begun.</summary>
    public async Task<DisconnectPreview?> PreviewAsync(
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.AsNoTracking()
            .Include(row => row.Host)
            .Include(row => row.App)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(
                row => row.Id == connectionId && row.EndingId == null,
                cancellationToken
            );
        if (connection is null)
        {
            return null;
        }

        var others = await Others(db, connection)
            .Select(row => row.Name)
            .OrderBy(name => name)
            .FirstAsync(MostNamed, cancellationToken);
        var kept =
            others.Total == 0 ? await secrets.ListAsync(connection.AppId, cancellationToken) : [];
        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .SingleOrDefaultAsync(row => row.ConnectionId == connectionId, cancellationToken);
        return new DisconnectPreview(
            connection.Id,
            connection.Name,
            connection.Host.Name,
            connection.Installation?.Account,
            connection.App.Name,
            connection.App.Creation,
            connection.App.Origin == AppOrigin.Manual
                ? connection.App.OwnerLogin ?? "somebody else"
                : null,
            others.Total == 0,
            await db.Repositories.CountAsync(
                row => row.InstallationId == connection.InstallationId,
                cancellationToken
            ),
            await db.PullRequests.CountAsync(
                row => row.Repository.InstallationId == connection.InstallationId,
                cancellationToken
            ),
            others.Total == 0
                ? await CountDeliveriesAsync(db, connection.AppId, cancellationToken)
                : 0,
            others,
            [
                .. kept,
                .. await secrets.ListAsync(connectionId, cancellationToken),
                .. link is null ? [] : await secrets.ListAsync(link.Id, cancellationToken),
            ],
            link?.Server.Name
        );
    }

    /// <summary>No index holds all of an app, and these three together do.</summary>
    private static async Task<int> CountDeliveriesAsync(
        PortalDb db,
        Guid app,
        CancellationToken cancellationToken
    )
    {
        var rows = db.Deliveries.Where(row => row.AppId == app);
        var count =
            await rows.Where(row => row.State != DeliveryState.Received)
                .OrderBy(row => row.Id)
                .Take(DisconnectPreview.MostCounted)
                .CountAsync(cancellationToken)
            + await FewDeliveries.Waiting(db).CountAsync(row => row.AppId == app, cancellationToken)
            + await rows.CountAsync(row => !row.Sorted, cancellationToken);
        return Math.Min(DisconnectPreview.MostCounted, count);
    }

    /// <summary>
    /// Starts when the typed name is the connection's. Null when it is not, or when there is no such connection; the id
    /// of the running one when two start at once.
    /// </summary>
    public async Task<Guid?> StartAsync(
        Guid connectionId,
        string? typedName,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.Host)
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (
            connection is null
            || !string.Equals(connection.Name, typedName?.Trim(), StringComparison.Ordinal)
        )
        {
            return null;
        }

        if (connection.EndingId is { } running)
        {
            return running;
        }

        var endsApp = !await Others(db, connection).AnyAsync(cancellationToken);
        var ending = Make(connection, endsApp, actor, time.GetUtcNow());
        db.Endings.Add(ending);
        connection.EndingId = ending.Id;
        connection.StateSince = ending.StartedAt;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await db
                .Endings.Where(row => row.ConnectionId == connectionId)
                .Select(row => (Guid?)row.Id)
                .SingleOrDefaultAsync(cancellationToken);
        }

        await audit.WriteAsync(actor, "began to disconnect", connection.Name, cancellationToken);
        wakeUps.Endings.Ring();
        changes.Publish(connectionId);
        return ending.Id;
    }

    /// <summary>Begins the end of every connection of a host, and of the host with the last of them.</summary>
    public async Task<bool> StartForHostAsync(
        Guid hostId,
        string? typedName,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db
            .Hosts.Include(row => row.Connections)
            .SingleOrDefaultAsync(row => row.Id == hostId, cancellationToken);
        if (host is null || !string.Equals(host.Name, typedName?.Trim(), StringComparison.Ordinal))
        {
            return false;
        }

        var linked = await LinkedAsync(db, hostId, cancellationToken);
        var empty = host.Connections.Count + linked.Count == 0;
        await audit.WriteAsync(
            actor,
            empty ? "removed the host" : "began to remove the host",
            host.WebUrl,
            cancellationToken
        );
        if (empty)
        {
            await DestroyConnection.ForgetTimelineAsync(db, [hostId], cancellationToken);
            await db.Hosts.Where(row => row.Id == hostId).ExecuteDeleteAsync(cancellationToken);
        }
        else
        {
            host.RemoveWhenEmpty = true;
            await db.SaveChangesAsync(cancellationToken);
        }

        foreach (var connection in host.Connections.Concat(linked))
        {
            await StartAsync(connection.Id, connection.Name, actor, cancellationToken);
        }

        changes.Publish(hostId);
        return true;
    }

    /// <summary>
    /// The connections on a cloud that carry the GitHub Connect link of a server, which ends with it; a draft of a link ends here
    /// and now.
    /// </summary>
    private static async Task<List<Connection>> LinkedAsync(
        PortalDb db,
        Guid serverId,
        CancellationToken cancellationToken
    )
    {
        await SecretStore.DeleteAsync(
            db,
            db.Links.Where(link => link.ServerId == serverId && link.ConnectionId == null)
                .Select(link => link.Id),
            cancellationToken
        );
        await db
            .Links.Where(link => link.ServerId == serverId && link.ConnectionId == null)
            .ExecuteDeleteAsync(cancellationToken);
        return await db
            .Connections.Where(row =>
                db.Links.Any(link =>
                    link.ServerId == serverId && link.Connection!.AppId == row.AppId
                )
            )
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<Connection> Others(PortalDb db, Connection connection) =>
        db.Connections.Where(row =>
            row.AppId == connection.AppId && row.Id != connection.Id && row.EndingId == null
        );

    private static Ending Make(Connection connection, bool endsApp, Actor actor, DateTimeOffset now)
    {
        var ending = new Ending
        {
            Id = Guid.NewGuid(),
            ConnectionId = connection.Id,
            ConnectionName = connection.Name,
            HostName = connection.Host.Name,
            HostUrl = connection.Host.WebUrl,
            Account = connection.Installation?.Account,
            AppName = MayExist(connection.App) ? connection.App.ProposedName : connection.App.Name,
            AppGitHubId = connection.App.GitHubId,
            EndsApp = endsApp,
            DeleteAppUrl =
                !endsApp ? null
                : MayExist(connection.App) ? AppLinks.List(connection.App)
                : connection.App.Origin == AppOrigin.Manual ? null
                : AppLinks.Advanced(connection.App) ?? AppLinks.List(connection.App),
            StartedBy = actor.Name,
            StartedAt = now,
            WaitUntil = now + s_wait,
        };
        ending.Steps.AddRange(
            Enum.GetValues<EndingStepKind>()
                .Select(kind => new EndingStep
                {
                    EndingId = ending.Id,
                    Kind = kind,
                    State = EndingStepState.Waiting,
                })
        );
        return ending;
    }

    /// <summary>The server gave a code for an app, and never its key: what it made stays there.</summary>
    private static bool MayExist(App app) =>
        app.Creation is not (AppCreation.Proposed or AppCreation.Created);
}
