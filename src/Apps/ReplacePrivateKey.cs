using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>How a replacement ended: the fingerprint of what is used from now on, or why nothing was changed.</summary>
public sealed record Replacement(string? Fingerprint, string? Problem)
{
    internal static Replacement Refused(string problem) => new(null, problem);
}

/// <summary>
/// Puts another private key in the place of an app's. GitHub must accept the new one first, and must say that it is this
/// app's; then the old one is destroyed in the same transaction.
/// </summary>
public sealed class ReplacePrivateKey(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    CandidateApi github,
    Timeline timeline,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps
)
{
    public async Task<Replacement> RunAsync(
        Guid appId,
        SecretText given,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var (key, wrong) = PrivateKeyText.Read(given);
        if (key is null)
        {
            return Replacement.Refused(wrong!);
        }

        var fingerprint = PrivateKeyText.FingerprintOf(key);

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

        var kept = await secrets.ListAsync(appId, cancellationToken);
        if (kept.Any(secret => secret.Fingerprint == fingerprint))
        {
            return Replacement.Refused(
                $"The portal uses this key already ({fingerprint}). Make another on {app.Host.Name}, and give that one."
            );
        }

        return await ProveAsync(app, key, cancellationToken) is { } problem
            ? Replacement.Refused(problem)
            : await SwapAsync(db, app, key, fingerprint, actor, cancellationToken);
    }

    private const string Gone = "This app was disconnected meanwhile. Nothing was changed.";

    /// <summary>Null when GitHub accepted the key as this app's.</summary>
    private async Task<string?> ProveAsync(
        App app,
        SecretText key,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = await github.GetAppAsync(
                app.Host,
                app.GitHubId!.Value,
                key,
                cancellationToken
            );
            return answer.Id == app.GitHubId
                ? null
                : $"{app.Host.Name} says that this is the key of another app, {answer.Name}. Nothing was changed.";
        }
        catch (GitHubException failure)
        {
            return failure.Failure switch
            {
                GitHubFailure.Rejected =>
                    $"{app.Host.Name} does not accept this key for the app: it belongs to another app, or it was deleted there. Nothing was changed. {failure.Message}",
                GitHubFailure.NotFound =>
                    $"{app.Host.Name} does not know the app any more. Nothing was changed. {failure.Message}",
                _ => $"The key could not be proved, and nothing was changed. {failure.Message}",
            };
        }
    }

    private async Task<Replacement> SwapAsync(
        PortalDb db,
        App app,
        SecretText key,
        string fingerprint,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        secrets.Prepare();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            if (!await db.Apps.AnyAsync(row => row.Id == app.Id, cancellationToken))
            {
                return Replacement.Refused(Gone);
            }

            await SecretStore.DeleteAsync(db, app.Id, SecretField.PrivateKey, cancellationToken);
            secrets.Put(db, app.Id, SecretField.PrivateKey, key);
            timeline.Add(
                db,
                app.Id,
                $"{actor.Name} replaced the private key. In use from now on: {fingerprint}"
            );
            await db.SaveChangesAsync(cancellationToken);
            await db
                .Connections.Where(row => row.AppId == app.Id)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.CheckWanted, true),
                    cancellationToken
                );
            await transaction.CommitAsync(cancellationToken);
        }

        // While somebody reads an older state, the old ciphertext leaves the log with a later checkpoint.
        await db.CleanAsync(CancellationToken.None);
        await audit.WriteAsync(
            actor,
            "replaced the private key of the app",
            app.Name ?? app.ProposedName,
            CancellationToken.None
        );
        wakeUps.Checks.Ring();
        changes.Publish(app.Id);
        return new Replacement(fingerprint, Problem: null);
    }
}
