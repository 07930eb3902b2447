using System.Security.Cryptography;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>Asks GitHub, with the app's own key, all that a check of a connection needs to know. Writes nothing down.</summary>
public sealed class LookAtConnection(
    AppApi github,
    LookAtApp apps,
    InstallationApi installations,
    InstallationTokens tokens,
    ApiUsage usage,
    TimeProvider time
)
{
    /// <param name="anew">Asks now; else what was seen of the app less than half a minute ago will do.</param>
    /// <param name="tell">Called with all that is known so far, each time there is more.</param>
    internal async Task<Sight> RunAsync(
        Connection connection,
        bool anew,
        Action<Sight>? tell,
        CancellationToken cancellationToken
    )
    {
        var sight = new Sight();
        try
        {
            Add(
                sight with
                {
                    OfApp = await apps.RunAsync(connection.App, anew, cancellationToken),
                }
            );
            if (connection.Installation is { } installation)
            {
                await LookAtInstallationAsync(connection.App, installation);
            }
            else if (connection.Stage == Stage.AwaitingApproval)
            {
                Add(
                    sight with
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
                );
            }
        }
        catch (GitHubException failure)
        {
            Add(sight with { Failure = failure });
        }
        catch (CryptographicException)
        {
            Add(sight with { KeyIsClosed = true });
        }

        return sight;

        async Task LookAtInstallationAsync(App app, Installation installation)
        {
            try
            {
                Add(
                    sight with
                    {
                        Installation = await github.GetInstallationAsync(
                            app,
                            installation.GitHubId,
                            cancellationToken
                        ),
                    }
                );
                if (sight.Installation is { SuspendedAt: null })
                {
                    Add(sight with { Token = await MintAsync(installation, cancellationToken) });
                    Add(
                        sight with
                        {
                            Limit = await LimitAsync(installation, anew, cancellationToken),
                        }
                    );
                }
            }
            catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
            {
                Add(sight with { Uninstalled = failure });
            }
        }

        void Add(Sight more)
        {
            sight = more;
            tell?.Invoke(more);
        }
    }

    /// <summary>The token in use, or a new one where there is none: that GitHub gives one is what is looked at.</summary>
    private async Task<TokenSight> MintAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        var had = tokens.InUse(installation.Id) is not null;
        var begun = time.GetTimestamp();
        await tokens.GetAsync(installation, cancellationToken);
        return new TokenSight(
            tokens.InUse(installation.Id)?.ExpiresAt,
            had ? null : (int)time.GetElapsedTime(begun).TotalMilliseconds
        );
    }

    /// <summary>What the portal's own calls were told will do where nobody waits for the answer.</summary>
    private async Task<LimitSight> LimitAsync(
        Installation installation,
        bool anew,
        CancellationToken cancellationToken
    )
    {
        if (!anew && usage.LimitOf(installation.Id) is { } known)
        {
            return new LimitSight(known, null);
        }

        try
        {
            return new LimitSight(
                await installations.GetRateLimitAsync(installation, cancellationToken),
                null
            );
        }
        catch (GitHubException failure) when (failure.Failure != GitHubFailure.RateLimited)
        {
            return new LimitSight(null, failure.Message);
        }
    }
}
