using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>How an attempt to bind an installation to a connection ended.</summary>
public enum BindResult
{
    Bound,

    /// <summary>GitHub does not know the installation as one of this app's.</summary>
    NotOfThisApp,

    /// <summary>The person who authorized the app has nothing to do with the installation.</summary>
    NotThePersons,

    /// <summary>The person's token is missing or too old.</summary>
    AuthorizeFirst,

    /// <summary>Nobody has confirmed yet that the app is the right one.</summary>
    ConfirmFirst,

    /// <summary>Another connection uses the installation.</summary>
    Taken,
    NoAnswer,
}

/// <summary>
/// Binds an installation to a connection, after GitHub confirmed two things: with the app's key that the installation is
/// the app's, and with the person's token that this person may use it. The id that comes with a browser proves neither.
/// https://docs.github.com/apps/creating-github-apps/registering-a-github-app/about-the-setup-url
/// </summary>
public sealed class BindInstallation(
    IDbContextFactory<PortalDb> dbs,
    AppApi apps,
    PersonApi people,
    SecretStore secrets,
    RevokePersonToken revoke,
    CheckConnection check,
    AuditLog audit,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    public async Task<BindResult> RunAsync(
        Guid connectionId,
        long installationId,
        Actor administrator,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(row => row.Id == connectionId, cancellationToken);
        var token = await secrets.GetAsync(
            connectionId,
            SecretField.PersonToken,
            cancellationToken
        );
        var result =
            connection.App.AwaitsConfirmation ? BindResult.ConfirmFirst
            : token is null ? BindResult.AuthorizeFirst
            : await TryAsync(
                db,
                connection,
                token,
                installationId,
                administrator,
                cancellationToken
            );
        if (result == BindResult.Bound)
        {
            await revoke.RunAsync(db, connection);
            wakeUps.Syncs.Ring();
            await check.RunAsync(connectionId, cancellationToken);
        }
        else
        {
            connection.Detail = Sentence(result, connection);
            connection.Stage =
                result == BindResult.AuthorizeFirst ? Stage.Authorize : connection.Stage;
            await db.SaveChangesAsync(cancellationToken);
        }

        changes.Publish(connectionId);
        return result;
    }

    private async Task<BindResult> TryAsync(
        PortalDb db,
        Connection connection,
        SecretText token,
        long installationId,
        Actor administrator,
        CancellationToken cancellationToken
    )
    {
        InstallationAnswer answer;
        try
        {
            answer = await apps.GetInstallationAsync(
                connection.App,
                installationId,
                cancellationToken
            );
        }
        catch (GitHubException failure)
        {
            return failure.Failure == GitHubFailure.NotFound
                ? BindResult.NotOfThisApp
                : BindResult.NoAnswer;
        }

        try
        {
            if (
                !await people.HasInstallationAsync(
                    connection.App,
                    token,
                    installationId,
                    cancellationToken
                )
            )
            {
                return BindResult.NotThePersons;
            }
        }
        catch (GitHubException failure)
        {
            return failure.Failure == GitHubFailure.Rejected
                ? BindResult.AuthorizeFirst
                : BindResult.NoAnswer;
        }

        var installation = await db.Installations.SingleOrDefaultAsync(
            row => row.AppId == connection.AppId && row.GitHubId == installationId,
            cancellationToken
        );
        if (
            installation is not null
            && await db.Connections.AnyAsync(
                row => row.InstallationId == installation.Id && row.Id != connection.Id,
                cancellationToken
            )
        )
        {
            return BindResult.Taken;
        }

        if (installation is null)
        {
            installation = InstallationRows.New(connection.AppId, answer);
            db.Installations.Add(installation);
        }

        InstallationRows.Copy(answer, installation);
        installation.SyncWanted = true;
        var former = connection.InstallationId;
        connection.InstallationId = installation.Id;
        connection.Name = await RenameConnection.LearnAsync(
            db,
            connection,
            installation.Account,
            cancellationToken
        );
        connection.Stage = Stage.Verify;
        connection.Detail = null;
        connection.StateSince = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await db
            .Installations.Where(row => row.Id == former && row.Id != installation.Id)
            .ExecuteDeleteAsync(cancellationToken);
        await audit.WriteAsync(
            administrator,
            $"bound, as @{connection.AuthorizedBy}, the installation on {installation.Account} to",
            connection.Name,
            cancellationToken
        );
        return BindResult.Bound;
    }

    private static string Sentence(BindResult result, Connection connection) =>
        result switch
        {
            BindResult.Bound => "",
            BindResult.NotOfThisApp =>
                $"{connection.Host.Name} does not know this installation as one of the app's. Install the app again from here.",
            BindResult.NotThePersons =>
                $"The installation is not one that @{connection.AuthorizedBy} may use on {connection.Host.Name}. Nothing was bound: an owner of the account must authorize the app.",
            BindResult.AuthorizeFirst =>
                $"Authorize the app once more, so that {connection.Host.Name} tells the portal who you are there.",
            BindResult.ConfirmFirst =>
                "Confirm first that the app is the right one. Nothing was bound.",
            BindResult.Taken =>
                "Another connection uses this installation already. Install the app on another account.",
            BindResult.NoAnswer =>
                $"{connection.Host.Name} did not answer, so that the installation could not be verified. Try again.",
        };
}
