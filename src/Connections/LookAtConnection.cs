using System.Security.Cryptography;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>Asks GitHub, with the app's own key, all that a check of a connection needs to know. Writes nothing down.</summary>
public sealed class LookAtConnection(AppApi github)
{
    internal async Task<Sight> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var sight = new Sight();
        try
        {
            var (app, answer) = await github.GetAppAsync(connection.App, cancellationToken);
            sight = sight with
            {
                App = app,
                Duration = answer.Duration,
                Version = answer.EnterpriseVersion,
            };
            if (connection.Installation is { } installation)
            {
                return await LookAtInstallationAsync(
                    connection.App,
                    installation,
                    sight,
                    cancellationToken
                );
            }

            return connection.Stage == Stage.AwaitingApproval
                ? sight with
                {
                    Installations = await github.ListInstallationsAsync(
                        connection.App,
                        cancellationToken
                    ),
                    Requests = await github.ListInstallationRequestsAsync(
                        connection.App,
                        cancellationToken
                    ),
                }
                : sight;
        }
        catch (GitHubException failure)
        {
            return sight with { Failure = failure };
        }
        catch (CryptographicException)
        {
            return sight with { KeyIsClosed = true };
        }
    }

    private async Task<Sight> LookAtInstallationAsync(
        App app,
        Installation installation,
        Sight sight,
        CancellationToken cancellationToken
    )
    {
        try
        {
            sight = sight with
            {
                Installation = await github.GetInstallationAsync(
                    app,
                    installation.GitHubId,
                    cancellationToken
                ),
            };
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            return sight with { Uninstalled = failure };
        }

        return app.WebhookConfiguredAt is null
            ? sight
            : sight with
            {
                Deliveries = await ReadLogAsync(app, cancellationToken),
            };
    }

    /// <summary>Null when it cannot be read: that alone is no trouble.</summary>
    private async Task<IReadOnlyList<HookDeliveryAnswer>?> ReadLogAsync(
        App app,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await github.ListDeliveriesAsync(app, cancellationToken);
        }
        catch (GitHubException)
        {
            return null;
        }
    }
}
