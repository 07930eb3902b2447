using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Turns a stored manifest code into a stored app. The answer is stored, encrypted, before anything else happens, so that
/// whatever is killed when: no key is lost that GitHub gave us, and an app that may exist without us is named.
/// </summary>
public sealed partial class ExchangeManifestCode(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    AnonymousApi github,
    ConfigureWebhook webhook,
    AuditLog audit,
    Changes changes,
    TimeProvider time,
    ILogger<ExchangeManifestCode> log
)
{
    /// <summary>
    /// Sends a stored code, if there is one that was never sent; with <paramref name="again"/> also one whose answer was
    /// lost, which tells whether the app was made.
    /// </summary>
    public async Task RunAsync(Guid connectionId, bool again, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return;
        }

        var app = connection.App;
        var code = await secrets.GetAsync(app.Id, SecretField.ManifestCode, cancellationToken);
        // One of two that come at the same time sends it. From here on the answer may be lost: the app may exist.
        var mine = await db
            .Apps.Where(row =>
                row.Id == app.Id
                && (
                    row.Creation == AppCreation.CodeStored
                    || (again && row.Creation == AppCreation.MayExist)
                )
            )
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.Creation, AppCreation.Exchanging)
                        .SetProperty(row => row.CreationChangedAt, time.GetUtcNow()),
                cancellationToken
            );
        if (mine == 0)
        {
            return;
        }

        await db.Entry(app).ReloadAsync(cancellationToken);
        if (code is null)
        {
            Set(
                app,
                AppCreation.Refused,
                "The code was not exchanged within the hour in which GitHub accepts it. The app exists on the server; its key never came here."
            );
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        await Checkpoints.ReachAsync("exchange-sending");
        try
        {
            // Not cancelled when the browser goes: the answer comes once.
            var answer = await github.ConvertManifestAsync(
                GitHubEndpoint.Of(app.Host),
                code,
                CancellationToken.None
            );
            await Checkpoints.ReachAsync("exchange-answered");
            await StoreAsync(db, connection, answer);
        }
        catch (GitHubException failure)
        {
            await RememberAsync(db, app, failure);
        }
        catch (CryptographicException)
        {
            db.ChangeTracker.Clear();
            db.Attach(app);
            Set(
                app,
                AppCreation.Refused,
                $"{app.Host.Name} answered with a private key that cannot be read."
            );
            await SecretStore.DeleteAsync(
                db,
                app.Id,
                SecretField.ManifestCode,
                CancellationToken.None
            );
            await db.SaveChangesAsync(CancellationToken.None);
        }

        changes.Publish(connectionId);
        if (app.Creation == AppCreation.Created)
        {
            await Checkpoints.ReachAsync("answer-stored");
            await audit.WriteAsync(
                Actor.Portal,
                "stored the key of the app",
                $"{app.Name} on {app.Host.Name}",
                CancellationToken.None
            );
            await webhook.RunAsync(app.Id, CancellationToken.None);
        }
    }

    /// <summary>For a portal that starts: what was being sent when the last one was killed may exist.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Apps.Where(row => row.Creation == AppCreation.Exchanging)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Creation, AppCreation.MayExist),
                cancellationToken
            );
    }

    private async Task StoreAsync(PortalDb db, Connection connection, ConversionAnswer answer)
    {
        var app = connection.App;
        secrets.Put(db, app.Id, SecretField.PrivateKey, answer.Pem);
        secrets.Put(db, app.Id, SecretField.ClientSecret, answer.ClientSecret);
        if (answer.WebhookSecret is { Length: > 0 } given)
        {
            secrets.Put(db, app.Id, SecretField.WebhookSecret, given);
        }

        await using var transaction = await db.Database.BeginTransactionAsync();
        await SecretStore.DeleteAsync(db, app.Id, SecretField.ManifestCode, CancellationToken.None);
        app.GitHubId = answer.Id;
        app.ClientId = answer.ClientId;
        app.Slug = answer.Slug;
        app.Name = answer.Name;
        app.PagePath = AppLinks.PagePath(answer.HtmlUrl);
        // In a tab that was opened before the draft was changed, the app was created for its former owner.
        AppOwner.Learn(app, answer.Owner);
        app.Permissions = AppPermissions.Write(answer.Permissions);
        app.Events = AppPermissions.Write(answer.Events);
        Set(app, AppCreation.Created, detail: null);
        connection.Stage = Stage.Authorize;
        connection.StateSince = time.GetUtcNow();
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private async Task RememberAsync(PortalDb db, App app, GitHubException failure)
    {
        switch (failure.Failure)
        {
            case GitHubFailure.Unreachable
            or GitHubFailure.NotHttps
            or GitHubFailure.TlsUntrusted
            or GitHubFailure.ClientCertificateWanted
            or GitHubFailure.NoCredentials
            or GitHubFailure.AddressRefused
            or GitHubFailure.Maintenance
            or GitHubFailure.RateLimited:
                // Nothing was done with the code: it can be sent again within its hour.
                Set(app, AppCreation.CodeStored, failure.Message);
                break;
            case GitHubFailure.NoAnswer:
                Set(app, AppCreation.MayExist, failure.Message);
                break;
            case GitHubFailure.NotFound:
                Set(
                    app,
                    AppCreation.Refused,
                    $"{app.Host.Name} does not know the code: it was used already or is older than an hour. The app itself may exist there, without its key."
                );
                break;
            default:
                Set(app, AppCreation.Refused, failure.Message);
                break;
        }

        if (app.Creation == AppCreation.Refused)
        {
            await SecretStore.DeleteAsync(
                db,
                app.Id,
                SecretField.ManifestCode,
                CancellationToken.None
            );
        }

        await db.SaveChangesAsync(CancellationToken.None);
        LogFailed(failure.Failure, app.Creation);
    }

    private void Set(App app, AppCreation creation, string? detail)
    {
        app.Creation = creation;
        app.CreationDetail = detail;
        app.CreationChangedAt = time.GetUtcNow();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The manifest exchange ended with {Failure}; the app is {Creation}."
    )]
    private partial void LogFailed(GitHubFailure failure, AppCreation creation);
}
