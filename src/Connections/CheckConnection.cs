using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;
using Portal.Hosts;

namespace Portal.Connections;

/// <summary>
/// Asks GitHub, with the app's own key, whether a connection works, and writes down the answer. A failed check never
/// deletes anything; an app is gone only when GitHub says so twice.
/// </summary>
public sealed class CheckConnection(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    InstallationTokens tokens,
    ConfigureWebhook webhook,
    IOptions<PortalOptions> options,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>Checks every connection that waits for it, and those whose app GitHub has to deny a second time.</summary>
    public async Task RunWantedAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var doubted = time.GetUtcNow() - options.Value.GoneConfirmation;
        var wanted = await db
            .Connections.Where(row =>
                row.CheckWanted
                || row.EndingId == null
                    && row.Reason == Reason.AppDoubted
                    && row.App.GoneSince <= doubted
            )
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in wanted)
        {
            await RunAsync(id, cancellationToken);
        }
    }

    public async Task RunAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return;
        }

        connection.CheckWanted = false;
        await db.SaveChangesAsync(cancellationToken);
        if (connection.EndingId is not null || connection.App.Creation != AppCreation.Created)
        {
            return;
        }

        await webhook.RunAsync(connection.AppId, cancellationToken);
        await db.Entry(connection.App).ReloadAsync(cancellationToken);
        var (reason, detail) = await LookAsync(connection, cancellationToken);
        var now = time.GetUtcNow();
        connection.CheckedAt = now;
        Conclude(connection, reason, detail, now);
        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(connectionId);
        changes.Publish(connection.App.HostId);
    }

    private async Task<(Reason? Reason, string? Detail)> LookAsync(
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await LookAtAppAsync(connection, cancellationToken);
            var version = connection.App.Host.Version;
            if (ServerVersion.Judge(version, time.GetUtcNow()) == VersionVerdict.Refused)
            {
                return (Reason.UnsupportedVersion, $"It runs GitHub Enterprise Server {version}.");
            }

            return connection.Installation is { } installation
                ? await LookAtInstallationAsync(connection.App, installation, cancellationToken)
                : await LookForInstallationAsync(connection, cancellationToken);
        }
        catch (GitHubException failure)
        {
            return Explain(connection.App, failure);
        }
    }

    private async Task LookAtAppAsync(Connection connection, CancellationToken cancellationToken)
    {
        var app = connection.App;
        var (seen, answer) = await github.GetAppAsync(app, cancellationToken);
        app.GoneSince = null;
        app.Name = seen.Name;
        app.Slug = seen.Slug ?? app.Slug;
        app.PagePath = AppLinks.PagePath(seen.HtmlUrl) ?? app.PagePath;
        app.OwnerLogin = seen.Owner?.Name ?? app.OwnerLogin;
        app.Permissions = AppPermissions.Write(seen.Permissions);
        app.Events = AppPermissions.Write(seen.Events);
        connection.CheckMilliseconds = (int)answer.Duration.TotalMilliseconds;
        // In private mode this is the first answer that tells the version; after an outage it may be the first at all.
        app.Host.Version = answer.EnterpriseVersion ?? app.Host.Version;
        if (
            app.Host
                is { State: not ResourceState.Available, Reason: not Reason.UnsupportedVersion }
            && (app.Host.Version is not null || app.Host.Flavor != HostFlavor.EnterpriseServer)
        )
        {
            app.Host.State = ResourceState.Available;
            app.Host.Reason = null;
            app.Host.Detail = "The server answers to the app's key.";
            app.Host.StateSince = time.GetUtcNow();
        }
    }

    private async Task<(Reason? Reason, string? Detail)> LookAtInstallationAsync(
        App app,
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        InstallationAnswer answer;
        try
        {
            answer = await github.GetInstallationAsync(
                app,
                installation.GitHubId,
                cancellationToken
            );
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            tokens.Forget(installation.Id);
            return (Reason.Uninstalled, failure.Message);
        }

        // While it was suspended nothing that happened was told.
        installation.SyncWanted |= installation.SuspendedAt is not null;
        InstallationRows.Copy(answer, installation);
        if (answer.SuspendedAt is not null)
        {
            tokens.Forget(installation.Id);
            return (Reason.Suspended, null);
        }

        if (installation.SyncedAt is null || installation.SyncWanted)
        {
            installation.SyncWanted = true;
            wakeUps.Syncs.Ring();
        }

        return ComparePermissions.Missing(app, installation) is { } missing
            ? (Reason.PermissionsMissing, missing)
            : (null, null);
    }

    /// <summary>While an owner's approval is awaited, GitHub is asked whether it came.</summary>
    private async Task<(Reason? Reason, string? Detail)> LookForInstallationAsync(
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        if (connection.Stage != Stage.AwaitingApproval)
        {
            // What a failed check said is over; what a person was told of the last step stays.
            return (null, connection.Reason is null ? connection.Detail : null);
        }

        var installations = await github.ListInstallationsAsync(connection.App, cancellationToken);
        if (installations.Count > 0)
        {
            connection.Stage = Stage.Authorize;
            return (
                null,
                $"The request was approved: the app is installed on {string.Join(", ", installations.Select(answer => answer.Account?.Name))}. Authorize once more, so that the portal knows that the installation is yours to use."
            );
        }

        var requests = await github.ListInstallationRequestsAsync(
            connection.App,
            cancellationToken
        );
        return requests.Count > 0
            ? (
                null,
                $"Waiting for an owner of {string.Join(", ", requests.Select(request => request.Account?.Name))}."
            )
            : (
                null,
                "The server knows of no open request: it was refused or withdrawn. Ask again, or let an owner install the app."
            );
    }

    private (Reason? Reason, string? Detail) Explain(App app, GitHubException failure)
    {
        if (failure.Failure != GitHubFailure.NotFound)
        {
            return (ReasonOf(failure), failure.Message);
        }

        var now = time.GetUtcNow();
        app.GoneSince ??= now;
        return now - app.GoneSince >= options.Value.GoneConfirmation
            ? (Reason.AppDeleted, failure.Message)
            : (Reason.AppDoubted, failure.Message);
    }

    private static Reason ReasonOf(GitHubException failure) =>
        failure.Failure switch
        {
            GitHubFailure.Rejected when failure.ClockAhead?.Duration() > TimeSpan.FromSeconds(60) =>
                Reason.ClockSkew,
            GitHubFailure.Rejected or GitHubFailure.NoCredentials => Reason.CredentialsRejected,
            GitHubFailure.TlsUntrusted => Reason.TlsUntrusted,
            GitHubFailure.NotHttps => Reason.NotHttps,
            GitHubFailure.ClientCertificateWanted => Reason.ClientCertificateWanted,
            GitHubFailure.AddressRefused => Reason.AddressRefused,
            GitHubFailure.Unreachable or GitHubFailure.NoAnswer => Reason.Unreachable,
            GitHubFailure.RateLimited => Reason.RateLimited,
            GitHubFailure.Maintenance => Reason.Maintenance,
            GitHubFailure.Forbidden or GitHubFailure.NotFound or GitHubFailure.Unexpected =>
                Reason.UnexpectedAnswer,
        };

    private static void Conclude(
        Connection connection,
        Reason? reason,
        string? detail,
        DateTimeOffset now
    )
    {
        var pending = connection.InstallationId is null;
        var state =
            reason is not null ? ResourceState.Error
            : pending ? ResourceState.Pending
            : ResourceState.Available;
        // Without these permissions much still works; the page says what does not.
        if (reason == Reason.PermissionsMissing)
        {
            state = ResourceState.Available;
        }

        if (connection.State != state || connection.Reason != reason)
        {
            connection.StateSince = now;
        }

        connection.State = state;
        connection.Reason = reason;
        connection.Detail = detail;
        if (state == ResourceState.Available)
        {
            connection.Stage = Stage.Complete;
        }
    }
}
