using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Takes in the secret that an app's owner gave its webhook, where the portal does not set it. From then on deliveries
/// that it signed are accepted; what was accepted before ends after <see cref="ConfigureWebhook.Overlap"/>.
/// </summary>
public sealed class AcceptWebhookSecret(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    Timeline timeline,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>The fewest characters that are not soon guessed.</summary>
    public const int Shortest = 16;

    public async Task<Replacement> RunAsync(
        Guid appId,
        SecretText? given,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (given is not { Length: >= Shortest })
        {
            return Replacement.Refused(
                $"Type the secret that the app's owner set, of at least {Shortest} characters: whoever guesses it can forge webhooks."
            );
        }

        secrets.Prepare();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var app = await db.Apps.SingleOrDefaultAsync(
            row => row.Id == appId && row.Creation == AppCreation.Created,
            cancellationToken
        );
        if (app is null)
        {
            return Replacement.Refused("This app was disconnected meanwhile. Nothing was changed.");
        }

        var latest = await db
            .Secrets.Where(row => row.OwnerId == appId && row.Field == SecretField.WebhookSecret)
            .MaxAsync(row => (DateTimeOffset?)row.CreatedAt, cancellationToken);
        var kept = secrets.Put(db, appId, SecretField.WebhookSecret, given, latest);
        timeline.Add(db, appId, $"{actor.Name} entered another webhook secret.");
        await db.SaveChangesAsync(cancellationToken);
        await SecretStore.RetireOlderAsync(
            db,
            kept.Id,
            time.GetUtcNow() + ConfigureWebhook.Overlap,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "entered another webhook secret for the app",
            app.Name ?? app.ProposedName,
            CancellationToken.None
        );
        changes.Publish(appId);
        return new Replacement(kept.Fingerprint, Problem: null);
    }
}
