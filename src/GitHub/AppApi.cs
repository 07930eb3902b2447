using System.Text.Json.Serialization.Metadata;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>What an app may ask in its own name, signed with its private key.</summary>
public sealed class AppApi(GitHubTransport transport, AppJwt jwt)
{
    public async Task<(AppAnswer App, GitHubAnswer Answer)> GetAppAsync(
        App app,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendAsync(app, HttpMethod.Get, "/app", content: null, cancellationToken);
        return (answer.Read(GitHubJson.Default.AppAnswer), answer);
    }

    public async Task<InstallationAnswer> GetInstallationAsync(
        App app,
        long id,
        CancellationToken cancellationToken
    ) =>
        (
            await SendAsync(
                app,
                HttpMethod.Get,
                $"/app/installations/{id}",
                content: null,
                cancellationToken
            )
        ).Read(GitHubJson.Default.InstallationAnswer);

    /// <summary>All installations of the app, suspended ones included.</summary>
    public Task<List<InstallationAnswer>> ListInstallationsAsync(
        App app,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            app,
            "/app/installations?per_page=100",
            GitHubJson.Default.ListInstallationAnswer,
            cancellationToken
        );

    /// <summary>Requests of people who may not install the app themselves and wait for an owner of the account.</summary>
    public Task<List<InstallationRequestAnswer>> ListInstallationRequestsAsync(
        App app,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            app,
            "/app/installation-requests?per_page=100",
            GitHubJson.Default.ListInstallationRequestAnswer,
            cancellationToken
        );

    /// <summary>Uninstalls. True when GitHub did it or began to (204, 202), false when there was nothing (404).</summary>
    public async Task<bool> DeleteInstallationAsync(
        App app,
        long id,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendAsync(
            app,
            HttpMethod.Delete,
            $"/app/installations/{id}",
            content: null,
            cancellationToken
        );
        if (answer.IsDone)
        {
            return true;
        }

        var refusal = answer.Refusal();
        return refusal.Failure == GitHubFailure.NotFound ? false : throw refusal;
    }

    /// <summary>
    /// Suspends: GitHub gives no tokens and sends no webhooks until the app itself unsuspends. False when there is no such
    /// installation (any more).
    /// https://docs.github.com/apps/maintaining-github-apps/suspending-a-github-app-installation
    /// </summary>
    public Task<bool> SuspendAsync(App app, long id, CancellationToken cancellationToken) =>
        SetSuspendedAsync(app, id, HttpMethod.Put, cancellationToken);

    /// <summary>Ends what <see cref="SuspendAsync"/> began. False when there is no such installation (any more).</summary>
    public Task<bool> UnsuspendAsync(App app, long id, CancellationToken cancellationToken) =>
        SetSuspendedAsync(app, id, HttpMethod.Delete, cancellationToken);

    private async Task<bool> SetSuspendedAsync(
        App app,
        long id,
        HttpMethod method,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendAsync(
            app,
            method,
            $"/app/installations/{id}/suspended",
            content: null,
            cancellationToken
        );
        if (answer.IsDone)
        {
            return true;
        }

        var refusal = answer.Refusal();
        return refusal.Failure == GitHubFailure.NotFound ? false : throw refusal;
    }

    /// <summary>A token for the installation, with all its repositories and permissions.</summary>
    public async Task<AccessTokenAnswer> CreateTokenAsync(
        App app,
        long installationId,
        CancellationToken cancellationToken
    ) =>
        (
            await SendAsync(
                app,
                HttpMethod.Post,
                $"/app/installations/{installationId}/access_tokens",
                content: null,
                cancellationToken
            )
        ).Read(GitHubJson.Default.AccessTokenAnswer);

    /// <summary>Where the app's webhooks go.</summary>
    public async Task<HookConfigAnswer> GetWebhookAsync(
        App app,
        CancellationToken cancellationToken
    ) =>
        (
            await SendAsync(
                app,
                HttpMethod.Get,
                "/app/hook/config",
                content: null,
                cancellationToken
            )
        ).Read(GitHubJson.Default.HookConfigAnswer);

    /// <summary>Has deliveries sent to this address, as JSON over verified TLS, signed with this secret.</summary>
    public async Task ConfigureWebhookAsync(
        App app,
        string url,
        SecretText secret,
        CancellationToken cancellationToken
    )
    {
        var settings = new Dictionary<string, string>
        {
            ["url"] = url,
            ["content_type"] = "json",
            ["insecure_ssl"] = "0",
        };
        using var content = SecretText.Json(settings, "secret", secret);
        (
            await SendAsync(app, HttpMethod.Patch, "/app/hook/config", content, cancellationToken)
        ).EnsureSuccess();
    }

    /// <summary>The newest deliveries in GitHub's own log, newest first.</summary>
    public async Task<List<HookDeliveryAnswer>> ListDeliveriesAsync(
        App app,
        CancellationToken cancellationToken
    ) =>
        (
            await SendAsync(
                app,
                HttpMethod.Get,
                "/app/hook/deliveries?per_page=100",
                content: null,
                cancellationToken
            )
        ).Read(GitHubJson.Default.ListHookDeliveryAnswer);

    /// <summary>
    /// GitHub's own log, newest first, page by page as it is asked for, down to what was delivered at
    /// <paramref name="until"/>. It reaches back three days on github.com and seven on a server.
    /// </summary>
    public async IAsyncEnumerable<HookDeliveryAnswer> ReadDeliveryLogAsync(
        App app,
        DateTimeOffset until,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = $"{app.Host.ApiUrl}/app/hook/deliveries?per_page=100";
        while (next is not null)
        {
            var answer = await SendToAsync(
                app,
                HttpMethod.Get,
                next,
                content: null,
                cancellationToken
            );
            foreach (var delivery in answer.Read(GitHubJson.Default.ListHookDeliveryAnswer))
            {
                if (delivery.DeliveredAt < until)
                {
                    yield break;
                }

                yield return delivery;
            }

            next = NextPage(app, answer);
        }
    }

    /// <summary>Asks GitHub to deliver again; the delivery keeps its GUID.</summary>
    public async Task RedeliverAsync(
        App app,
        long deliveryId,
        CancellationToken cancellationToken
    ) =>
        (
            await SendAsync(
                app,
                HttpMethod.Post,
                $"/app/hook/deliveries/{deliveryId}/attempts",
                content: null,
                cancellationToken
            )
        ).EnsureSuccess();

    private async Task<List<T>> ListAsync<T>(
        App app,
        string path,
        JsonTypeInfo<List<T>> type,
        CancellationToken cancellationToken
    )
    {
        var all = new List<T>();
        var next = GitHubEndpoint.Of(app.Host).ApiUrl + path;
        while (next is not null)
        {
            var answer = await SendToAsync(
                app,
                HttpMethod.Get,
                next,
                content: null,
                cancellationToken
            );
            all.AddRange(answer.Read(type));
            next = NextPage(app, answer);
        }

        return all;
    }

    private static string? NextPage(App app, GitHubAnswer answer) =>
        answer.NextPage is { } page ? new Uri(new Uri(app.Host.ApiUrl), page).AbsoluteUri : null;

    private Task<GitHubAnswer> SendAsync(
        App app,
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    ) => SendToAsync(app, method, app.Host.ApiUrl + path, content, cancellationToken);

    private async Task<GitHubAnswer> SendToAsync(
        App app,
        HttpMethod method,
        string url,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var token = app.GitHubId is { } id
            ? await jwt.SignAsync(app.Id, id, cancellationToken)
            : null;
        if (token is null)
        {
            throw new GitHubException(
                GitHubFailure.NoCredentials,
                "The portal has no private key for this app (any more)."
            );
        }

        using var request = new HttpRequestMessage(method, url) { Content = content };
        token.Authorize(request);
        return await transport.SendAsync(GitHubEndpoint.Of(app.Host), request, cancellationToken);
    }
}
