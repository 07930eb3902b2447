using System.Collections.Concurrent;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// Installation tokens, in memory only: one for each installation, minted once however many ask at the same time, used
/// until a minute before GitHub's expires_at.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
/// </summary>
public sealed class InstallationTokens(AppApi apps, GitHubTransport transport, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<AccessTokenAnswer>>> _tokens = new();
    private readonly ConcurrentDictionary<Guid, bool> _closed = new();

    internal async Task<SecretText> GetAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var entry = _tokens.GetOrAdd(
                installation.Id,
                _ => new Lazy<Task<AccessTokenAnswer>>(() =>
                    // Not cancelled with the first who asks: others wait for the same token. The transport has its own limit.
                    apps.CreateTokenAsync(
                        installation.App,
                        installation.GitHubId,
                        CancellationToken.None
                    )
                )
            );
            // After it was added: whoever closes either is seen here, or sees what was added and revokes it.
            if (_closed.ContainsKey(installation.Id))
            {
                Forget(installation.Id, entry);
                throw new GitHubException(
                    GitHubFailure.NoCredentials,
                    "An administrator contained this app: the portal asks for no tokens until it is released."
                );
            }

            try
            {
                var token = await entry.Value.WaitAsync(cancellationToken);
                if (token.ExpiresAt - TimeSpan.FromMinutes(1) > time.GetUtcNow())
                {
                    return token.Token;
                }
            }
            catch (GitHubException)
            {
                Forget(installation.Id, entry);
                throw;
            }

            Forget(installation.Id, entry);
        }
    }

    /// <summary>Gives and mints no token for the installation until <see cref="Open"/>; revoke what there is afterwards.</summary>
    public void Close(Guid installationId) => _closed[installationId] = true;

    public void Open(Guid installationId) => _closed.TryRemove(installationId, out _);

    /// <summary>What stands in for the token that was minted in this process and is still good, and its end; null without one.</summary>
    public (string Fingerprint, DateTimeOffset ExpiresAt)? InUse(Guid installationId) =>
        _tokens.TryGetValue(installationId, out var entry)
        && entry is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } minted }
        && minted.Result.ExpiresAt > time.GetUtcNow()
            ? (Fingerprint.OfRandom(minted.Result.Token), minted.Result.ExpiresAt)
            : null;

    /// <summary>Drops the token without telling GitHub: when the installation is suspended or gone.</summary>
    public void Forget(Guid installationId) => _tokens.TryRemove(installationId, out _);

    /// <summary>Drops the token that GitHub refused; one that was minted since stays.</summary>
    internal void Forget(Guid installationId, SecretText refused)
    {
        if (
            _tokens.TryGetValue(installationId, out var entry)
            && entry is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } minted }
            && ReferenceEquals(minted.Result.Token, refused)
        )
        {
            Forget(installationId, entry);
        }
    }

    /// <summary>Revokes the token, if one was minted in this process. True when GitHub confirmed it.</summary>
    public async Task<bool> RevokeAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        if (!_tokens.TryGetValue(installation.Id, out var entry))
        {
            return false;
        }

        AccessTokenAnswer token;
        try
        {
            token = await entry.Value;
        }
        catch (GitHubException)
        {
            return false;
        }

        var endpoint = GitHubEndpoint.Of(installation.App.Host);
        using var request = new HttpRequestMessage(
            HttpMethod.Delete,
            $"{endpoint.ApiUrl}/installation/token"
        );
        token.Token.Authorize(request);
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        // GitHub's 401: it does not know the token any more, which is what was wanted.
        if (!answer.IsDone && answer.Refusal() is { IsOwnRefusal: false } refusal)
        {
            throw refusal;
        }

        Forget(installation.Id, entry);
        return true;
    }

    private void Forget(Guid installationId, Lazy<Task<AccessTokenAnswer>> entry) =>
        _tokens.TryRemove(KeyValuePair.Create(installationId, entry));
}
