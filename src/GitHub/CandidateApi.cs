using System.Net.Http.Headers;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>Asks GitHub with an app's credentials that are not stored: whether they are what they should be.</summary>
public sealed class CandidateApi(GitHubTransport transport, TimeProvider time)
{
    /// <summary>What GitHub says of the app that this key speaks for.</summary>
    public async Task<AppAnswer> GetAppAsync(
        Data.Host host,
        long appId,
        SecretText key,
        CancellationToken cancellationToken
    ) =>
        (await GetAsync(host, appId, key, "/app", cancellationToken)).Read(
            GitHubJson.Default.AppAnswer
        );

    /// <summary>Where the app's webhooks go.</summary>
    public async Task<HookConfigAnswer> GetWebhookAsync(
        Data.Host host,
        long appId,
        SecretText key,
        CancellationToken cancellationToken
    ) =>
        (await GetAsync(host, appId, key, "/app/hook/config", cancellationToken)).Read(
            GitHubJson.Default.HookConfigAnswer
        );

    /// <summary>
    /// Whether GitHub accepts the client secret. It is asked with a code that nobody was given: the refusal says which of the
    /// two is wrong.
    /// https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
    /// </summary>
    public async Task<bool> AcceptsClientSecretAsync(
        Data.Host host,
        string clientId,
        SecretText clientSecret,
        CancellationToken cancellationToken
    )
    {
        var endpoint = GitHubEndpoint.Of(host);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{endpoint.WebUrl}/login/oauth/access_token"
        );
        request.Content = SecretText.Form(
            [new("client_id", clientId)],
            new KeyValuePair<string, SecretText>("client_secret", clientSecret),
            new KeyValuePair<string, SecretText>("code", SecretText.Random())
        );
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var sent = await transport.SendAsync(endpoint, request, cancellationToken);
        var answer = sent.Read(GitHubJson.Default.PersonTokenAnswer);
        return answer.Error switch
        {
            "bad_verification_code" => true,
            "incorrect_client_credentials" => false,
            _ => throw new GitHubException(
                GitHubFailure.Unexpected,
                $"{host.Name} neither accepted nor refused it: {answer.ErrorDescription ?? answer.Error ?? "without a reason"}."
            ),
        };
    }

    private async Task<GitHubAnswer> GetAsync(
        Data.Host host,
        long appId,
        SecretText key,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, host.ApiUrl + path);
        AppJwt.Sign(key, appId, time.GetUtcNow()).Authorize(request);
        return await transport.SendAsync(GitHubEndpoint.Of(host), request, cancellationToken);
    }
}
