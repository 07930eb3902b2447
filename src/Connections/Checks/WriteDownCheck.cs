using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>Writes down what a check saw: the state that follows from it, what has changed, and the health line by line.</summary>
public sealed class WriteDownCheck(
    IDbContextFactory<PortalDb> dbs,
    JudgeConnection judge,
    NoteChanges note,
    ReadHealth health,
    InstallationTokens tokens,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>
    /// In one transaction that reads the rows anew: what another check wrote meanwhile is not news, and what an administrator
    /// did meanwhile counts. A look that began before the one that is written down already writes nothing: it is older.
    /// </summary>
    /// <param name="begunAt">When the look began.</param>
    internal async Task<Reason?> RunAsync(
        Guid connectionId,
        DateTimeOffset begunAt,
        Sight sight,
        InwardProof? proof,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = await CheckConnection.FindAsync(db, connectionId, cancellationToken);
        if (connection is not { EndingId: null, App.Creation: AppCreation.Created })
        {
            return null;
        }

        var kept = await db.ConnectionHealth.SingleOrDefaultAsync(
            row => row.ConnectionId == connectionId,
            cancellationToken
        );
        if (IsOlder(begunAt, kept))
        {
            return connection.Reason;
        }

        if (connection.App.IsContained)
        {
            Conclude(connection, Reason.Contained, connection.Detail);
        }
        else if (sight is not { OfApp: null, Failure: null, KeyIsClosed: false })
        {
            Note(db, connection, sight);
            var (reason, detail) = judge.Run(connection, sight);
            Conclude(connection, reason, detail);
            connection.CheckedAt = time.GetUtcNow();
            if (sight.IsGitHubs)
            {
                connection.ConfirmedAt = connection.CheckedAt;
            }

            kept ??= db
                .ConnectionHealth.Add(
                    new ConnectionHealth
                    {
                        ConnectionId = connectionId,
                        At = begunAt,
                        Lines = "",
                    }
                )
                .Entity;
            kept.At = begunAt;
            kept.Lines = HealthLine.Write(health.Read(connection, sight, proof));
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

    // A look from the future was written before the clock was set back, and would silence all checks until then.
    private bool IsOlder(DateTimeOffset begunAt, ConnectionHealth? kept) =>
        kept is not null && begunAt < kept.At && kept.At <= time.GetUtcNow();

    private void Note(PortalDb db, Connection connection, Sight sight)
    {
        var app = connection.App;
        if (sight.OfApp is { } seen)
        {
            note.OfApp(db, app, seen);
            connection.CheckMilliseconds = (int)seen.Answer.Duration.TotalMilliseconds;
            NoteHost(app.Host, seen);
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
    private void NoteHost(Data.Host host, AppSight sight)
    {
        host.Version = sight.Answer.EnterpriseVersion ?? host.Version;
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
            Reason.PermissionsMissing or Reason.WebhooksNotArriving or Reason.WebhookChanged =>
                ResourceState.Available,
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
}
