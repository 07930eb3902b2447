using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Makes an app's webhook what the portal needs: its address, JSON, verified TLS, a secret. Then asks for the ping again that could
/// not be verified before. May be repeated.
/// </summary>
public sealed partial class ConfigureWebhook(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    SecretStore secrets,
    IOptions<PortalOptions> options,
    TimeProvider time,
    ILogger<ConfigureWebhook> log
)
{
    /// <summary>True when the server confirmed. A failure is logged and left to the next check of the connection.</summary>
    public async Task<bool> RunAsync(Guid appId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == appId, cancellationToken);
        if (
            app is null
            || app.Creation != AppCreation.Created
            || app.WebhookConfiguredAt is not null
        )
        {
            return app?.WebhookConfiguredAt is not null;
        }

        try
        {
            var known = await secrets.GetAsync(appId, SecretField.WebhookSecret, cancellationToken);
            if (known is null)
            {
                // Stored before it is sent: a secret that only GitHub knows would make every delivery a forgery.
                known = SecretText.Random();
                secrets.Put(db, appId, SecretField.WebhookSecret, known);
                await db.SaveChangesAsync(cancellationToken);
            }

            // Sent also when it was stored before: nothing says whether an earlier attempt reached GitHub.
            await github.ConfigureWebhookAsync(
                app,
                AppManifest.WebhookUrl(app, options.Value),
                known,
                cancellationToken
            );

            app.WebhookConfiguredAt = time.GetUtcNow();
            await db.SaveChangesAsync(cancellationToken);
            await RedeliverPingAsync(app, cancellationToken);
            return true;
        }
        catch (GitHubException failure)
        {
            LogFailed(app.Id, failure.Failure);
            return false;
        }
    }

    private async Task RedeliverPingAsync(App app, CancellationToken cancellationToken)
    {
        var deliveries = await github.ListDeliveriesAsync(app, cancellationToken);
        if (
            deliveries.Find(delivery =>
                delivery is { Event: "ping", StatusCode: < 200 or >= 300 }
            ) is
            { } ping
        )
        {
            await github.RedeliverAsync(app, ping.Id, cancellationToken);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The webhook of app {App} could not be configured: {Failure}. It is tried again with the next check."
    )]
    private partial void LogFailed(Guid app, GitHubFailure failure);
}
