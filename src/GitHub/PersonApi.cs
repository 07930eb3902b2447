using System.Net.Http.Headers;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// What the portal asks in the name of the person who authorized an app: who it is, and which installations are theirs.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
/// </summary>
public sealed class PersonApi(GitHubTransport transport, SecretStore secrets)
{
    /// <summary>Turns the code of the authorization into the person's token.</summary>
    public async Task<SecretText> ExchangeCodeAsync(
        App app,
        SecretText code,
        string redirectUrl,
        CancellationToken cancellationToken
    )
    {
        var secret = await ClientSecretAsync(app, cancellationToken);
        var token = await SendCodeAsync(app, secret, code, redirectUrl, cancellationToken);
        return token.AccessToken
            ?? throw new GitHubException(
                GitHubFailure.Forbidden,
                $"{app.Host.Name} gave no token: {token.ErrorDescription ?? token.Error ?? "without a reason"}."
            );
    }

    /// <summary>
    /// Whether GitHub accepts a client secret that is not stored (yet). It is asked with a code that nobody was given: the
    /// refusal says which of the two is wrong.
    /// https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
    /// </summary>
    public async Task<bool> AcceptsClientSecretAsync(
        App app,
        SecretText secret,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendCodeAsync(
            app,
            secret,
            SecretText.Random(),
            redirectUrl: null,
            cancellationToken
        );
        return answer.Error switch
        {
            "bad_verification_code" => true,
            "incorrect_client_credentials" => false,
            _ => throw new GitHubException(
                GitHubFailure.Unexpected,
                $"{app.Host.Name} neither accepted nor refused it: {answer.ErrorDescription ?? answer.Error ?? "without a reason"}."
            ),
        };
    }

    public async Task<PersonAnswer> GetPersonAsync(
        App app,
        SecretText token,
        CancellationToken cancellationToken
    ) =>
        (await GetAsync(app, token, app.Host.ApiUrl + "/user", cancellationToken)).Read(
            GitHubJson.Default.PersonAnswer
        );

    /// <summary>Whether the installation is among those that the person may manage or use.</summary>
    public async Task<bool> HasInstallationAsync(
        App app,
        SecretText token,
        long installationId,
        CancellationToken cancellationToken
    )
    {
        var next = app.Host.ApiUrl + "/user/installations?per_page=100";
        while (next is not null)
        {
            var answer = await GetAsync(app, token, next, cancellationToken);
            if (
                answer
                    .Read(GitHubJson.Default.PersonInstallations)
                    .Installations.Any(installation => installation.Id == installationId)
            )
            {
                return true;
            }

            next = answer.NextPage is { } page
                ? new Uri(new Uri(app.Host.ApiUrl), page).AbsoluteUri
                : null;
        }

        return false;
    }

    /// <summary>Revokes the token; one that GitHub does not know (any more) is as good as revoked.</summary>
    public async Task RevokeAsync(App app, SecretText token, CancellationToken cancellationToken)
    {
        var endpoint = GitHubEndpoint.Of(app.Host);
        using var request = new HttpRequestMessage(
            HttpMethod.Delete,
            $"{endpoint.ApiUrl}/applications/{app.ClientId}/token"
        );
        request.Content = SecretText.Json(new Dictionary<string, string>(), "access_token", token);
        (await ClientSecretAsync(app, cancellationToken)).Authorize(request, app.ClientId ?? "");
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        if (!answer.IsDone && !(answer.IsJson && (int)answer.Status is (404 or 422)))
        {
            throw answer.Refusal();
        }
    }

    private async Task<PersonTokenAnswer> SendCodeAsync(
        App app,
        SecretText secret,
        SecretText code,
        string? redirectUrl,
        CancellationToken cancellationToken
    )
    {
        var endpoint = GitHubEndpoint.Of(app.Host);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{endpoint.WebUrl}/login/oauth/access_token"
        );
        List<KeyValuePair<string, string>> fields = [new("client_id", app.ClientId ?? "")];
        if (redirectUrl is not null)
        {
            fields.Add(new("redirect_uri", redirectUrl));
        }

        request.Content = SecretText.Form(
            fields,
            new KeyValuePair<string, SecretText>("client_secret", secret),
            new KeyValuePair<string, SecretText>("code", code)
        );
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        return answer.Read(GitHubJson.Default.PersonTokenAnswer);
    }

    private async Task<SecretText> ClientSecretAsync(
        App app,
        CancellationToken cancellationToken
    ) =>
        await secrets.GetAsync(app.Id, SecretField.ClientSecret, cancellationToken)
        ?? throw new GitHubException(
            GitHubFailure.NoCredentials,
            "The portal has no client secret for this app (any more)."
        );

    private async Task<GitHubAnswer> GetAsync(
        App app,
        SecretText token,
        string url,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        token.Authorize(request);
        return await transport.SendAsync(GitHubEndpoint.Of(app.Host), request, cancellationToken);
    }
}
