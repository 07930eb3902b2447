using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>Takes up what the server's install page sends back: an installation to verify, or a request that waits for an owner.</summary>
public sealed class ReturnFromInstall(
    IDbContextFactory<PortalDb> dbs,
    Departures departures,
    BindInstallation bind,
    WakeUps wakeUps,
    Changes changes,
    TimeProvider time
)
{
    public async Task<ReturnCheck> RunAsync(
        BrowserReturn arrival,
        long? installationId,
        Actor administrator,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var check = await departures.RedeemAsync(
            db,
            arrival.State,
            DepartureAction.InstallApp,
            Traveller.As(administrator),
            cancellationToken
        );
        if (check is not { Verdict: ReturnVerdict.Accepted, ConnectionId: { } connectionId })
        {
            return check;
        }

        if (installationId is { } id)
        {
            await bind.RunAsync(connectionId, id, administrator, cancellationToken);
            return check;
        }

        var connection = await db
            .Connections.Include(row => row.Host)
            .SingleAsync(row => row.Id == connectionId, cancellationToken);
        if (arrival.SetupAction == "request")
        {
            connection.Stage = Stage.AwaitingApproval;
            connection.StateSince = time.GetUtcNow();
            connection.Detail =
                "Your request was sent. An owner of the account gets an e-mail and decides.";
            connection.CheckWanted = true;
            wakeUps.Checks.Ring();
        }
        else
        {
            connection.Detail =
                $"You came back from {connection.Host.Name} without an installation. Nothing was changed.";
        }

        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(connectionId);
        return check;
    }

    /// <summary>Has the connection that uses this installation checked and read again; its id, if there is one.</summary>
    public async Task<Guid?> RefreshAsync(long? installationId, CancellationToken cancellationToken)
    {
        if (installationId is null)
        {
            return null;
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        // Ids are unique only within a host; a person who comes without a state may mean any of them, and looking is harmless.
        var connections = await db
            .Connections.Include(row => row.Installation)
            .Where(row => row.Installation!.GitHubId == installationId)
            .ToListAsync(cancellationToken);
        foreach (var connection in connections)
        {
            connection.CheckWanted = true;
            connection.Installation!.SyncWanted = true;
        }

        await db.SaveChangesAsync(cancellationToken);
        wakeUps.Checks.Ring();
        wakeUps.Syncs.Ring();
        return connections.Count == 1 ? connections[0].Id : null;
    }
}
