using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Makes an app's webhook what the portal needs: its address, JSON, verified TLS, and the newest of the stored secrets. Only when the
/// server confirmed that does an older secret begin to end. Then asks for a delivery that proves it. May be repeated.
/// </summary>
public sealed partial class ConfigureWebhook(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    SecretStore secrets,
    IOptions<PortalOptions> options,
    TimeProvider time,
    ILogger<ConfigureWebhook> log
) : IDisposable
{
    /// <summary>How long a secret that was replaced is still accepted, unless a delivery shows earlier that the new one is used.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    // Two that send at once could leave the older secret on the server.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Null when the server confirmed; else what went wrong, in words. The next check of a connection tries again.</summary>
    public async Task<string?> RunAsync(Guid appId, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                await using var db = await dbs.CreateDbContextAsync(cancellationToken);
                var app = await db
                    .Apps.AsNoTracking()
                    .Include(row => row.Host)
                    .SingleOrDefaultAsync(row => row.Id == appId, cancellationToken);
                if (app is null || app.Creation != AppCreation.Created)
                {
                    return "There is no app whose webhook could be configured.";
                }

                if (IsSet(app) || await SendAsync(db, app, cancellationToken))
                {
                    return null;
                }
            }
        }
        catch (GitHubException failure)
        {
            LogFailed(appId, failure.Failure);
            return failure.Message;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Not where the portal has another address now than when it told GitHub.</summary>
    private bool IsSet(App app) =>
        app.WebhookConfiguredAt is not null
        && (app.WebhookUrl is not { } told || told == AppManifest.WebhookUrl(app, options.Value));

    /// <summary>False when another secret was stored meanwhile, which has to be sent then.</summary>
    private async Task<bool> SendAsync(PortalDb db, App app, CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(db, app, cancellationToken);
        // Sent also when it was stored before: nothing says whether an earlier attempt reached GitHub.
        var url = AppManifest.WebhookUrl(app, options.Value);
        await github.ConfigureWebhookAsync(app, url, newest.Text, cancellationToken);
        await Checkpoints.ReachAsync("webhook-secret-sent");
        bool replaced;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            var current = await secrets.GetAllAsync(
                app.Id,
                SecretField.WebhookSecret,
                cancellationToken
            );
            if (current.Count > 0 && current[0].Id != newest.Id)
            {
                return false;
            }

            await db
                .Apps.Where(row => row.Id == app.Id)
                .ExecuteUpdateAsync(
                    update =>
                        update
                            .SetProperty(row => row.WebhookConfiguredAt, now)
                            .SetProperty(row => row.WebhookUrl, url),
                    cancellationToken
                );
            replaced = await SecretStore.RetireOlderAsync(
                db,
                newest.Id,
                now + Overlap,
                cancellationToken
            );
            await transaction.CommitAsync(cancellationToken);
        }

        await RedeliverAsync(app, replaced, cancellationToken);
        return true;
    }

    private async Task<OpenedSecret> NewestAsync(
        PortalDb db,
        App app,
        CancellationToken cancellationToken
    )
    {
        var known = await secrets.GetAllAsync(app.Id, SecretField.WebhookSecret, cancellationToken);
        if (known.Count == 0)
        {
            // Stored before it is sent: a secret that only GitHub knows would make every delivery a forgery.
            secrets.Put(db, app.Id, SecretField.WebhookSecret, SecretText.Random());
            await db.SaveChangesAsync(cancellationToken);
            known = await secrets.GetAllAsync(app.Id, SecretField.WebhookSecret, cancellationToken);
        }

        return known[0];
    }

    /// <summary>A ping that could not be verified before comes again; after a rotation any delivery, to prove the new secret.</summary>
    private async Task RedeliverAsync(App app, bool rotated, CancellationToken cancellationToken)
    {
        try
        {
            var deliveries = await github.ListDeliveriesAsync(app, cancellationToken);
            var again = rotated
                ? deliveries.FirstOrDefault()
                : deliveries.Find(delivery =>
                    delivery is { Event: "ping", StatusCode: < 200 or >= 300 }
                );
            if (again is not null)
            {
                await github.RedeliverAsync(app, again.Id, cancellationToken);
            }
        }
        catch (GitHubException failure)
        {
            // The webhook is as it should be; the next delivery shows it as well.
            LogNotRedelivered(app.Id, failure.Failure);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The webhook of app {App} could not be configured: {Failure}. It is tried again with the next check."
    )]
    private partial void LogFailed(Guid app, GitHubFailure failure);

    [LoggerMessage(
        LogLevel.Warning,
        "The webhook of app {App} is configured; a delivery that would show it could not be asked for: {Failure}."
    )]
    private partial void LogNotRedelivered(Guid app, GitHubFailure failure);
}
