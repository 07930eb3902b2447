using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Puts another client secret in the place of an app's. The server must accept the new one first; then the old one is
/// destroyed in the same transaction.
/// </summary>
public sealed class ReplaceClientSecret(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    CandidateApi github,
    Timeline timeline,
    AuditLog audit,
    Changes changes
)
{
    private const string Gone = "This app was disconnected meanwhile. Nothing was changed.";

    public async Task<Replacement> RunAsync(
        Guid appId,
        SecretText given,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (given.AsToken() is not { } secret)
        {
            return Replacement.Refused(
                "This is not a client secret: that is one word of 20 to 255 letters, digits and signs. Copy it from the app's settings, where it is shown once."
            );
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .SingleOrDefaultAsync(
                row => row.Id == appId && row.Creation == AppCreation.Created,
                cancellationToken
            );
        if (app is null)
        {
            return Replacement.Refused(Gone);
        }

        try
        {
            if (
                !await github.AcceptsClientSecretAsync(
                    app.Host,
                    app.ClientId ?? "",
                    secret,
                    cancellationToken
                )
            )
            {
                return Replacement.Refused(
                    $"{app.Host.Name} does not accept this client secret for the app. Make a new one in the app's settings there and copy it whole. Nothing was changed."
                );
            }
        }
        catch (GitHubException failure)
        {
            return Replacement.Refused(
                $"The client secret could not be proved, and nothing was changed. {failure.Message}"
            );
        }

        secrets.Prepare();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            if (!await db.Apps.AnyAsync(row => row.Id == appId, cancellationToken))
            {
                return Replacement.Refused(Gone);
            }

            await SecretStore.DeleteAsync(db, appId, SecretField.ClientSecret, cancellationToken);
            secrets.Put(db, appId, SecretField.ClientSecret, secret);
            timeline.Add(db, appId, $"{actor.Name} replaced the client secret.");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await db.CleanAsync(CancellationToken.None);
        await audit.WriteAsync(
            actor,
            "replaced the client secret of the app",
            app.Name ?? app.ProposedName,
            CancellationToken.None
        );
        changes.Publish(appId);
        var kept = await secrets.ListAsync(appId, CancellationToken.None);
        return new Replacement(
            kept.First(row => row.Field == SecretField.ClientSecret).Fingerprint,
            Problem: null
        );
    }
}
