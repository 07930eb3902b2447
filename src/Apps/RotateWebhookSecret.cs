using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>How the rotation of a webhook's secret ended.</summary>
/// <param name="Problem">Null when the server took the new secret, or was not asked to; else what is wrong, in sentences.</param>
/// <param name="Elsewhere">The webhook does not come to this portal. Nothing was changed: whoever receives it may need it.</param>
/// <param name="GoesTo">Where it goes instead; null when it goes nowhere.</param>
public sealed record Rotation(
    string? Problem = null,
    bool Elsewhere = false,
    string? GoesTo = null
);

/// <summary>
/// Gives an app's webhook another secret while deliveries go on: the new one is stored before GitHub hears of it, and the
/// old one stays valid until GitHub uses the new one. Killed at any point, the next check goes on.
/// </summary>
public sealed class RotateWebhookSecret(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    AppApi github,
    ConfigureWebhook configure,
    IOptions<PortalOptions> options,
    Timeline timeline,
    AuditLog audit,
    Changes changes
)
{
    private const string Gone = "This app was disconnected meanwhile. Nothing was changed.";

    /// <param name="takeOver">A person decided that a webhook that goes elsewhere comes here from now on.</param>
    public async Task<Rotation> RunAsync(
        Guid appId,
        Actor actor,
        bool takeOver,
        CancellationToken cancellationToken
    )
    {
        if (!takeOver && await ObstacleAsync(appId, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        secrets.Prepare();
        string name,
            host;
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(
                cancellationToken
            );
            var app = await FindAsync(db, appId, cancellationToken);
            if (app is null)
            {
                return new Rotation(Gone);
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
            (name, host) = (app.Name ?? app.ProposedName, app.Host.Name);
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
        return new Rotation(
            problem is null
                ? null
                : $"{host} did not confirm the new secret, and both stay valid here. What we saw: {problem}"
        );
    }

    private async Task<Rotation?> ObstacleAsync(Guid appId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await FindAsync(db, appId, cancellationToken);
        if (app is null)
        {
            return new Rotation(Gone);
        }

        try
        {
            var webhook = await github.GetWebhookAsync(app, cancellationToken);
            return webhook.Url == AppManifest.WebhookUrl(app, options.Value)
                ? null
                : new Rotation(
                    Elsewhere: true,
                    GoesTo: string.IsNullOrEmpty(webhook.Url) ? null : webhook.Url
                );
        }
        catch (GitHubException failure)
        {
            return new Rotation(
                $"Where the webhook goes could not be read, and nothing was changed. {failure.Message}"
            );
        }
    }

    private static Task<App?> FindAsync(
        PortalDb db,
        Guid appId,
        CancellationToken cancellationToken
    ) =>
        db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(
                row => row.Id == appId && row.Creation == AppCreation.Created,
                cancellationToken
            );
}
