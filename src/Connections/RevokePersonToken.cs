using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>
/// Takes the authorizing person's token away: here in every case, and on the server if that does its part. If it cannot be
/// told, the token ends by itself within eight hours.
/// </summary>
public sealed class RevokePersonToken(PersonApi people, SecretStore secrets, AuditLog audit)
{
    public async Task RunAsync(PortalDb db, Connection connection)
    {
        var token = await secrets.GetAsync(
            connection.Id,
            SecretField.PersonToken,
            CancellationToken.None
        );
        if (token is null)
        {
            return;
        }

        await SecretStore.DeleteAsync(
            db,
            connection.Id,
            SecretField.PersonToken,
            CancellationToken.None
        );
        try
        {
            await people.RevokeAsync(connection.App, token, CancellationToken.None);
        }
        catch (GitHubException failure)
        {
            await audit.WriteAsync(
                Actor.Portal,
                $"could not revoke the token of @{connection.AuthorizedBy} ({failure.Failure}), which ends by itself, for",
                connection.Name,
                CancellationToken.None
            );
        }
    }
}
