using System.Security.Cryptography;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.GitHubConnect;

/// <summary>Opens a credential of a link beside the app's.</summary>
public sealed class OpenCredential(SecretStore secrets)
{
    /// <summary>Null when none is kept.</summary>
    /// <exception cref="GitHubException">One is kept, and the key ring does not open it.</exception>
    public async Task<SecretText?> RunAsync(
        Guid linkId,
        LinkCredentialKind kind,
        CancellationToken cancellationToken
    )
    {
        var field = KeepToken.Field(kind);
        try
        {
            return await secrets.GetAsync(linkId, field, cancellationToken);
        }
        catch (CryptographicException)
        {
            throw new GitHubException(
                GitHubFailure.NoCredentials,
                $"The stored {Words.Of(field)} cannot be opened with this portal's key ring. Store it again."
            );
        }
    }
}
