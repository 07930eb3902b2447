using System.Net;
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
    /// Whether GitHub accepts the client secret. It is asked about a token that does not exist: with the right secret it
    /// says that it does not know the token, with a wrong one that it does not know the caller.
    /// https://docs.github.com/enterprise-server@3.19/rest/apps/oauth-applications#check-a-token
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
            $"{endpoint.ApiUrl}/applications/{Uri.EscapeDataString(clientId)}/token"
        );
        request.Content = SecretText.Json(
            new Dictionary<string, string>(),
            "access_token",
            SecretText.Random()
        );
        clientSecret.Authorize(request, clientId);
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        return answer switch
        {
            {
                IsJson: true,
                Status: HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
            } => true,
            { IsJson: true, Status: HttpStatusCode.Unauthorized } => false,
            _ => throw answer.Refusal(),
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
