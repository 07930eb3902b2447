using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;

namespace Portal.Connections;

/// <summary>
/// Begins another connection with an app that the portal has. It waits for a person who authorizes the app: that an
/// installation is the app's does not prove that it is this person's to use.
/// </summary>
public sealed class ConnectAccount(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>The new connection, or why there is none.</summary>
    /// <param name="account">The account whose installation is to be adopted; null when the person chooses it on the server.</param>
    public async Task<(Guid? ConnectionId, string? Problem)> RunAsync(
        Guid appId,
        string? account,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(
                row => row.Id == appId && row.Creation == AppCreation.Created,
                cancellationToken
            );
        if (await ProblemAsync(db, app, cancellationToken) is { } problem)
        {
            return (null, problem);
        }

        if (
            account is null
            && AppOwner.HasOneAccount(app!)
            && await db.Connections.AnyAsync(
                row => row.AppId == appId && row.InstallationId != null && row.EndingId == null,
                cancellationToken
            )
        )
        {
            return (
                null,
                "The app is private, and the one account that it can be installed on is connected already. Connect another account with a new app."
            );
        }

        var now = time.GetUtcNow();
        var connection = new Connection
        {
            Id = Guid.NewGuid(),
            Name = await ProposeApp.NameAsync(
                db,
                account ?? app!.Name ?? app.ProposedName,
                app!.Host,
                cancellationToken
            ),
            HostId = app.HostId,
            AppId = app.Id,
            State = ResourceState.Pending,
            Stage = Stage.Authorize,
            StateSince = now,
            CreatedAt = now,
        };
        db.Connections.Add(connection);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return (null, "Another connection was begun at the same moment. Try again.");
        }

        await audit.WriteAsync(
            actor,
            $"began, with the app {app.Name}, the connection",
            connection.Name,
            cancellationToken
        );
        changes.Publish(app.HostId);
        changes.Publish(app.Id);
        return (connection.Id, null);
    }

    private static async Task<string?> ProblemAsync(
        PortalDb db,
        App? app,
        CancellationToken cancellationToken
    )
    {
        if (app is null)
        {
            return "The app was disconnected meanwhile.";
        }

        if (app.AwaitsConfirmation)
        {
            return "An administrator has to confirm this app first, on the page of its connection.";
        }

        var ends =
            app.IntakeStoppedAt is not null
            || app.Host.RemoveWhenEmpty
            || !await db.Connections.AnyAsync(
                row => row.AppId == app.Id && row.EndingId == null,
                cancellationToken
            );
        return ends ? "The app is being disconnected, and its key is destroyed with it." : null;
    }
}
