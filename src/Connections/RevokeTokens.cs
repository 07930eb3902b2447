using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>
/// The step of a disconnect that revokes the tokens which the server gave: the installation's, and that of a person who
/// authorized and did not come to install. What cannot be revoked is named with the time at which it ends.
/// </summary>
public sealed class RevokeTokens(
    IDbContextFactory<PortalDb> dbs,
    PersonApi people,
    InstallationTokens tokens,
    SecretStore secrets,
    TimeProvider time
)
{
    // How long GitHub lets them live.
    // https://docs.github.com/apps/creating-github-apps/registering-a-github-app/refreshing-user-access-tokens
    private static readonly TimeSpan s_personToken = TimeSpan.FromHours(8);
    private static readonly TimeSpan s_installationToken = TimeSpan.FromHours(1);

    public async Task<StepOutcome> RunAsync(Ending ending, CancellationToken cancellationToken)
    {
        if (
            await EndingConnection.FindAsync(dbs, ending, cancellationToken)
            is not { App: { } app } connection
        )
        {
            return StepOutcome.Done("There is nothing left to revoke.");
        }

        var done = new List<string>();
        if (
            connection.Installation is { } installation
            && await tokens.RevokeAsync(installation, cancellationToken)
        )
        {
            done.Add("the installation's token");
        }

        if (await PersonTokenEndAsync(connection, cancellationToken) is { } end)
        {
            var person = await secrets.GetAsync(
                connection.Id,
                SecretField.PersonToken,
                cancellationToken
            );
            try
            {
                await people.RevokeAsync(app, person!, cancellationToken);
                done.Add("the authorizing person's token");
            }
            catch (GitHubException failure) when (failure.IsOwnRefusal)
            {
                // Asking again would not help: only the app's client secret can revoke it.
                return StepOutcome.Skipped(
                    $"{Revoked(done)} The token of @{connection.AuthorizedBy} could not be revoked, because the server refuses the app's credentials; it ends by itself {At(end)}. {failure.Message}".Trim()
                );
            }
        }

        return StepOutcome.Done(done.Count > 0 ? Revoked(done) : "No token was in use.");
    }

    /// <summary>The tokens that may live on when nobody revokes them, and until when.</summary>
    public async Task<string> TellWhatStaysAsync(Ending ending, CancellationToken cancellationToken)
    {
        if (await EndingConnection.FindAsync(dbs, ending, cancellationToken) is not { } connection)
        {
            return "";
        }

        var stays = new List<string>();
        if (connection.Installation is not null)
        {
            stays.Add(
                $"the installation's token, if one was in use, which ends {At(time.GetUtcNow() + s_installationToken)} at the latest"
            );
        }

        if (await PersonTokenEndAsync(connection, cancellationToken) is { } end)
        {
            stays.Add($"the token of @{connection.AuthorizedBy}, which ends {At(end)}");
        }

        return stays.Count == 0 ? "" : $"Not revoked: {string.Join("; ", stays)}.";
    }

    /// <summary>When the kept token of the authorizing person ends; null when none is kept.</summary>
    private async Task<DateTimeOffset?> PersonTokenEndAsync(
        Connection connection,
        CancellationToken cancellationToken
    ) =>
        (await secrets.ListAsync(connection.Id, cancellationToken)).FirstOrDefault(secret =>
            secret.Field == SecretField.PersonToken
        )
            is { } kept
            ? kept.CreatedAt + s_personToken
            : null;

    private static string Revoked(List<string> done) =>
        done.Count == 0 ? "" : $"Revoked: {string.Join(" and ", done)}.";

    private static string At(DateTimeOffset end) => $"at {end:HH:mm} UTC on {end:d MMMM}";
}
