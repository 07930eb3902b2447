using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>Takes the code that a browser brought back and stores it, encrypted, before anything is sent.</summary>
public sealed class AcceptManifestCode(
    IDbContextFactory<PortalDb> dbs,
    Departures departures,
    SecretStore secrets,
    Orphans orphans,
    AuditLog audit,
    TimeProvider time
)
{
    public async Task<ReturnCheck> RunAsync(
        BrowserReturn arrival,
        Traveller traveller,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        secrets.Prepare();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var check = await departures.RedeemAsync(
            db,
            arrival.State,
            DepartureAction.CreateApp,
            traveller,
            cancellationToken
        );
        if (check.Verdict != ReturnVerdict.Accepted)
        {
            return check;
        }

        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(row => row.Host)
            .SingleAsync(row => row.Id == check.ConnectionId, cancellationToken);
        var app = connection.App;
        if (arrival.Code is null)
        {
            app.CreationDetail ??= traveller.IsColleague
                ? "Whoever had the hand-over link came back without having created the app. Nothing was changed; make another link."
                : "You came back without having created the app. Nothing was changed.";
        }
        else if (
            app.Creation is AppCreation.CodeStored or AppCreation.Exchanging or AppCreation.Created
        )
        {
            // Two tabs created two apps. The first that came back is the connection's; this one is nobody's.
            check = check with
            {
                Verdict = ReturnVerdict.SecondApp,
            };
            orphans.Add(
                db,
                app,
                $"A second app was created in another tab for “{connection.Name}”, which has “{app.Name ?? app.ProposedName}”.",
                another: true
            );
        }
        else
        {
            await SecretStore.DeleteAsync(db, app.Id, SecretField.ManifestCode, cancellationToken);
            secrets.Put(db, app.Id, SecretField.ManifestCode, arrival.Code);
            app.Creation = AppCreation.CodeStored;
            // An administrator looks at what somebody without an account created, before it is used.
            app.AwaitsConfirmation = traveller.IsColleague;
            app.CreationDetail = null;
            app.CreationChangedAt = time.GetUtcNow();
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await Checkpoints.ReachAsync("code-stored");
        if (arrival.Code is not null)
        {
            await audit.WriteAsync(
                actor,
                "created an app on GitHub for",
                connection.Name,
                CancellationToken.None
            );
        }

        return check;
    }
}
