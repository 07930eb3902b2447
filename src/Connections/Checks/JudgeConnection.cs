using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;
using Portal.Hosts;

namespace Portal.Connections.Checks;

/// <summary>Says what a look at GitHub means for a connection: its reason, the detail, and what it waits for.</summary>
public sealed class JudgeConnection(IOptions<PortalOptions> options, TimeProvider time)
{
    internal (Reason? Reason, string? Detail) Run(Connection connection, Sight sight)
    {
        if (sight.KeyIsClosed)
        {
            return (
                Reason.CredentialsRejected,
                "The stored private key cannot be opened with this portal's key ring: Settings says which certificate is missing. Or make a new key on the server and give it under the app's credentials."
            );
        }

        var version = connection.App.Host.Version;
        return sight switch
        {
            { OfApp: null, Failure: { } failure } => OfFailure(connection.App, failure),
            _ when ServerVersion.Judge(version, time.GetUtcNow()) == VersionVerdict.Refused => (
                Reason.UnsupportedVersion,
                $"It runs GitHub Enterprise Server {version}."
            ),
            { Failure: { } failure } => OfFailure(connection.App, failure),
            { Uninstalled: { } gone } => (Reason.Uninstalled, gone.Message),
            { Installation: { } installation } => OfInstallation(connection, installation, sight),
            _ => OfPending(connection, sight),
        };
    }

    private (Reason, string) OfFailure(App app, GitHubException failure)
    {
        if (failure.Failure != GitHubFailure.NotFound)
        {
            return (Sight.ReasonOf(failure), failure.Message);
        }

        var now = time.GetUtcNow();
        app.GoneSince ??= now;
        return now - app.GoneSince >= options.Value.GoneConfirmation
            ? (Reason.AppDeleted, failure.Message)
            : (Reason.AppDoubted, failure.Message);
    }

    private static (Reason?, string?) OfInstallation(
        Connection connection,
        InstallationAnswer answer,
        Sight sight
    )
    {
        if (answer.SuspendedAt is { } since)
        {
            return (
                Reason.Suspended,
                $"Suspended{NoteChanges.By(answer.SuspendedBy)} at {since.UtcDateTime:HH:mm} UTC on {since.UtcDateTime:d MMMM}."
            );
        }

        // The rows hold what the answers said: they were noted before.
        var (app, seen) = (connection.App, sight.OfApp);
        var lacking = ComparePermissions.Missing(app, connection.Installation!);
        if (WebhookSettings.Differ(app, seen?.Hook) is { } difference)
        {
            return (Reason.WebhookChanged, $"{difference} {lacking}".TrimEnd());
        }

        if (HookLog.Failing(seen?.Log, app.LastDeliveryAt) is { } newest)
        {
            return (
                Reason.WebhooksNotArriving,
                $"{HookLog.Describe(seen!.Log!, newest)} {lacking}".TrimEnd()
            );
        }

        return lacking is null ? (null, null) : (Reason.PermissionsMissing, lacking);
    }

    /// <summary>While an owner's approval is awaited, GitHub was asked whether it came.</summary>
    private static (Reason?, string?) OfPending(Connection connection, Sight sight)
    {
        if (sight.Installations is not { } installations)
        {
            // What a failed check said is over; what a person was told of the last step stays.
            return (null, connection.Reason is null ? connection.Detail : null);
        }

        if (installations.Count > 0)
        {
            connection.Stage = Stage.Authorize;
            return (
                null,
                $"The request was approved: the app is installed on {string.Join(", ", installations.Select(answer => answer.Account?.Name))}. Authorize once more, so that the portal knows that the installation is yours to use."
            );
        }

        return sight.Requests is { Count: > 0 } requests
            ? (
                null,
                $"Waiting for an owner of {string.Join(", ", requests.Select(request => request.Account?.Name))}."
            )
            : (
                null,
                "The server knows of no open request: it was refused or withdrawn. Ask again, or let an owner install the app."
            );
    }
}
