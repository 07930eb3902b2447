using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Gives an app's webhook another secret while deliveries go on: the new one is stored before GitHub hears of it, and the
/// old one stays valid until GitHub uses the new one. Killed at any point, the next check goes on.
/// </summary>
public sealed class RotateWebhookSecret(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    ConfigureWebhook configure,
    Timeline timeline,
    AuditLog audit,
    Changes changes
)
{
    /// <summary>Null when the server took the new secret; else what it said, in words: then both secrets stay valid.</summary>
    public async Task<string?> RunAsync(
        Guid appId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        secrets.Prepare();
        string name;
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(
                cancellationToken
            );
            var app = await db.Apps.SingleOrDefaultAsync(
                row => row.Id == appId && row.Creation == AppCreation.Created,
                cancellationToken
            );
            if (app is null)
            {
                return "This app was disconnected meanwhile. Nothing was changed.";
            }

            var latest = await db
                .Secrets.Where(row =>
                    row.OwnerId == appId && row.Field == SecretField.WebhookSecret
                )
                .MaxAsync(row => (DateTimeOffset?)row.CreatedAt, cancellationToken);
            secrets.Put(db, appId, SecretField.WebhookSecret, SecretText.Random(), latest);
            app.WebhookConfiguredAt = null;
            timeline.Add(db, appId, $"{actor.Name} made a new webhook secret.");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            name = app.Name ?? app.ProposedName;
        }

        await Checkpoints.ReachAsync("webhook-secret-stored");
        await audit.WriteAsync(
            actor,
            "made a new webhook secret for the app",
            name,
            CancellationToken.None
        );
        // Not cancelled with the page: whether GitHub uses the new secret should be known.
        var problem = await configure.RunAsync(appId, CancellationToken.None);
        changes.Publish(appId);
        return problem;
    }
}
