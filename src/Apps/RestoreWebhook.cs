using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// Sets an app's webhook on the server again, as the portal needs it, after somebody changed it there. The secret stays; an
/// administrator asks for it, because the change may have been meant.
/// </summary>
public sealed class RestoreWebhook(
    IDbContextFactory<PortalDb> dbs,
    ConfigureWebhook configure,
    AuditLog audit,
    Timeline timeline,
    Changes changes,
    WakeUps wakeUps
)
{
    /// <summary>Null when the server confirmed; else what went wrong, in words. The next check of a connection tries again.</summary>
    public async Task<string?> RunAsync(
        Guid appId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            var app = await db.Apps.SingleOrDefaultAsync(
                row => row.Id == appId && row.Creation == AppCreation.Created,
                cancellationToken
            );
            if (app is null)
            {
                return "This app was disconnected meanwhile. Nothing was changed.";
            }

            app.WebhookConfiguredAt = null;
            timeline.Add(db, appId, $"{actor.Name} set the app's webhook again.");
            await db.SaveChangesAsync(cancellationToken);
            await audit.WriteAsync(
                actor,
                "set again the webhook of the app",
                app.Name ?? app.ProposedName,
                CancellationToken.None
            );
        }

        // Not cancelled with the page: what GitHub was told should be known.
        var problem = await configure.RunAsync(appId, CancellationToken.None);
        await using (var db = await dbs.CreateDbContextAsync(CancellationToken.None))
        {
            await db
                .Connections.Where(row => row.AppId == appId)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.CheckWanted, true),
                    CancellationToken.None
                );
        }

        wakeUps.Checks.Ring();
        changes.Publish(appId);
        return problem;
    }
}
