using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>
/// Asks GitHub, with the app's own key, whether a connection works, and writes down the answer with all that has changed
/// since. A failed check never deletes anything; an app is gone only when GitHub says so twice. What is contained is not
/// asked for.
/// </summary>
public sealed class CheckConnection(
    IDbContextFactory<PortalDb> dbs,
    LookAtConnection look,
    JudgeConnection judge,
    NoteChanges note,
    AppApi github,
    InstallationTokens tokens,
    ConfigureWebhook webhook,
    IOptions<PortalOptions> options,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>Checks every connection that waits for it, and those whose app GitHub has to deny a second time.</summary>
    public async Task RunWantedAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var doubted = time.GetUtcNow() - options.Value.GoneConfirmation;
        var wanted = await db
            .Connections.Where(row =>
                row.CheckWanted
                || row.EndingId == null
                    && row.Reason == Reason.AppDoubted
                    && row.App.GoneSince <= doubted
            )
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in wanted)
        {
            await RunAsync(id, cancellationToken);
        }
    }

    public async Task RunAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Connections.Where(row => row.Id == connectionId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, false),
                cancellationToken
            );
        if (
            await FindAsync(db, connectionId, cancellationToken)
            is not { EndingId: null, App.Creation: AppCreation.Created } connection
        )
        {
            return;
        }

        var sight = new Sight();
        if (!connection.App.IsContained)
        {
            await ConfigureAsync(db, connection.App, cancellationToken);
            sight = await look.RunAsync(connection, cancellationToken);
        }

        db.ChangeTracker.Clear();
        var reason = await WriteDownAsync(db, connectionId, sight, cancellationToken);
        changes.Publish(connectionId);
        changes.Publish(connection.AppId);
        changes.Publish(connection.HostId);
        wakeUps.Links.Ring();
        if (reason == Reason.WebhooksNotArriving)
        {
            await TryAgainAsync(connection.App, sight, cancellationToken);
        }
    }

    private async Task ConfigureAsync(PortalDb db, App app, CancellationToken cancellationToken)
    {
        try
        {
            await webhook.RunAsync(app.Id, cancellationToken);
        }
        catch (CryptographicException)
        {
            // The look that follows says that the key ring does not open the key.
        }

        await db.Entry(app).ReloadAsync(cancellationToken);
    }

    /// <summary>
    /// In one transaction that reads the rows anew: what another check wrote meanwhile is not news, and what an administrator
    /// did meanwhile counts.
    /// </summary>
    private async Task<Reason?> WriteDownAsync(
        PortalDb db,
        Guid connectionId,
        Sight sight,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = await FindAsync(db, connectionId, cancellationToken);
        if (connection is not { EndingId: null, App.Creation: AppCreation.Created })
        {
            return null;
        }

        if (connection.App.IsContained)
        {
            Conclude(connection, Reason.Contained, connection.Detail);
        }
        else if (sight is not { App: null, Failure: null, KeyIsClosed: false })
        {
            Note(db, connection, sight);
            var (reason, detail) = judge.Run(connection, sight);
            Conclude(connection, reason, detail);
            connection.CheckedAt = time.GetUtcNow();
            if (sight.IsGitHubs)
            {
                connection.ConfirmedAt = connection.CheckedAt;
            }
        }
        else
        {
            // It was contained when the look would have begun, and is released: the next check looks.
            connection.CheckWanted = true;
            wakeUps.Checks.Ring();
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return connection.Reason;
    }

    private void Note(PortalDb db, Connection connection, Sight sight)
    {
        var app = connection.App;
        if (sight.App is { } seen)
        {
            note.OfApp(db, app, seen);
            connection.CheckMilliseconds = (int?)sight.Duration?.TotalMilliseconds;
            NoteHost(app.Host, sight);
        }

        if (connection.Installation is not { } installation)
        {
            return;
        }

        if (sight.Uninstalled is not null)
        {
            tokens.Forget(installation.Id);
        }
        else if (sight.Installation is { } answer)
        {
            // While it was suspended nothing that happened was told.
            installation.SyncWanted |= installation.SuspendedAt is not null;
            note.OfInstallation(db, connection.Id, installation, answer);
            if (answer.SuspendedAt is not null)
            {
                tokens.Forget(installation.Id);
            }
            else if (installation.SyncedAt is null || installation.SyncWanted)
            {
                installation.SyncWanted = true;
                wakeUps.Syncs.Ring();
            }
        }
    }

    /// <summary>In private mode this is the first answer that tells the version; after an outage it may be the first at all.</summary>
    private void NoteHost(Data.Host host, Sight sight)
    {
        host.Version = sight.Version ?? host.Version;
        if (
            host is { State: not ResourceState.Available, Reason: not Reason.UnsupportedVersion }
            && (host.Version is not null || host.Flavor != HostFlavor.EnterpriseServer)
        )
        {
            host.State = ResourceState.Available;
            host.Reason = null;
            host.Detail = "The server answers to the app's key.";
            host.StateSince = time.GetUtcNow();
        }
    }

    private void Conclude(Connection connection, Reason? reason, string? detail)
    {
        var pending = connection.InstallationId is null;
        var state = reason switch
        {
            // Nobody has to do anything, and what was so before is so afterwards, as far as anybody knows.
            Reason.Maintenance or null => pending ? ResourceState.Pending : ResourceState.Available,
            // Much still works; the page says what does not.
            Reason.PermissionsMissing or Reason.WebhooksNotArriving => ResourceState.Available,
            _ => ResourceState.Error,
        };
        if (connection.State != state || connection.Reason != reason)
        {
            connection.StateSince = time.GetUtcNow();
        }

        if (connection.Reason == Reason.Maintenance && reason != Reason.Maintenance)
        {
            wakeUps.Deliveries.Ring();
        }

        connection.State = state;
        connection.Reason = reason;
        connection.Detail = detail;
        if (state == ResourceState.Available && reason != Reason.Maintenance)
        {
            connection.Stage = Stage.Complete;
        }
    }

    /// <summary>Asks GitHub to deliver the newest once more: when the way is open again, that shows it.</summary>
    private async Task TryAgainAsync(App app, Sight sight, CancellationToken cancellationToken)
    {
        // What the portal itself refused it would refuse again.
        if (sight.Deliveries is not [{ StatusCode: not (401 or 410) } newest, ..])
        {
            return;
        }

        try
        {
            await github.RedeliverAsync(app, newest.Id, cancellationToken);
        }
        catch (GitHubException)
        {
            // The next check reads the log again and asks again.
        }
    }

    private static Task<Connection?> FindAsync(
        PortalDb db,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
}
