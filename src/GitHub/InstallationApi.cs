using System.Runtime.CompilerServices;
using Portal.Data;

namespace Portal.GitHub;

/// <summary>What an app may ask as an installation, with that account's repositories and permissions.</summary>
public sealed class InstallationApi(
    GitHubTransport transport,
    InstallationTokens tokens,
    ApiUsage usage
)
{
    /// <summary>The installation's repositories, a page of up to 100 at a time.</summary>
    public async IAsyncEnumerable<RepositoryPage> ListRepositoriesAsync(
        Installation installation,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = Url(installation, "/installation/repositories?per_page=100");
        while (next is not null)
        {
            var answer = await GetAsync(installation, next, cancellationToken);
            yield return answer.Read(GitHubJson.Default.RepositoryPage);
            next = Next(installation, answer);
        }
    }

    public async Task<RepositoryAnswer> GetRepositoryAsync(
        Installation installation,
        string fullName,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(installation, Url(installation, $"/repos/{fullName}"), cancellationToken)
        ).Read(GitHubJson.Default.RepositoryAnswer);

    /// <summary>All open pull requests of a repository.</summary>
    public async Task<List<PullRequestAnswer>> ListOpenPullRequestsAsync(
        Installation installation,
        string fullName,
        CancellationToken cancellationToken
    )
    {
        var all = new List<PullRequestAnswer>();
        var next = Url(installation, $"/repos/{fullName}/pulls?state=open&per_page=100");
        while (next is not null)
        {
            var answer = await GetAsync(installation, next, cancellationToken);
            all.AddRange(answer.Read(GitHubJson.Default.ListPullRequestAnswer));
            next = Next(installation, answer);
        }

        return all;
    }

    public async Task<PullRequestAnswer> GetPullRequestAsync(
        Installation installation,
        string fullName,
        int number,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(
                installation,
                Url(installation, $"/repos/{fullName}/pulls/{number}"),
                cancellationToken
            )
        ).Read(GitHubJson.Default.PullRequestAnswer);

    /// <summary>
    /// What is left of the installation's requests; to ask costs none. Null where the server limits nothing: its answer is a
    /// 404 then. https://docs.github.com/rest/rate-limit/rate-limit
    /// </summary>
    public async Task<RateLimit?> GetRateLimitAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        var answer = await GetAsync(
            installation,
            Url(installation, "/rate_limit"),
            cancellationToken
        );
        if (answer.Status == System.Net.HttpStatusCode.NotFound && answer.IsGitHub)
        {
            return null;
        }

        var core = answer.Read(GitHubJson.Default.RateLimitsAnswer).Resources.Core;
        var limit = new RateLimit(
            core.Limit,
            core.Remaining,
            DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(core.Reset, 0, uint.MaxValue))
        );
        usage.Note(installation.Id, limit);
        return limit;
    }

    internal Task<GitHubAnswer> GetAsync(
        Installation installation,
        string url,
        CancellationToken cancellationToken
    ) => SendAsync(installation, HttpMethod.Get, url, json: null, cancellationToken);

    /// <summary>One request with the installation's token, which is renewed once where GitHub refuses it.</summary>
    internal async Task<GitHubAnswer> SendAsync(
        Installation installation,
        HttpMethod method,
        string url,
        byte[]? json,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await tokens.GetAsync(installation, cancellationToken);
            using var request = new HttpRequestMessage(method, url);
            if (json is not null)
            {
                request.Content = new ByteArrayContent(json);
                request.Content.Headers.ContentType = new("application/json");
            }

            token.Authorize(request);
            var answer = await transport.SendAsync(
                GitHubEndpoint.Of(installation.App.Host),
                request,
                cancellationToken
            );
            usage.Note(installation.Id, ApiUsage.Of(answer));
            if (answer.Status != System.Net.HttpStatusCode.Unauthorized || attempt == 2)
            {
                return answer;
            }

            // The token was revoked or expired early: once more with a new one.
            tokens.Forget(installation.Id, token);
        }
    }

    private static string Url(Installation installation, string path) =>
        installation.App.Host.ApiUrl + path;

    private static string? Next(Installation installation, GitHubAnswer answer) =>
        answer.NextPage is { } page
            ? new Uri(new Uri(installation.App.Host.ApiUrl), page).AbsoluteUri
            : null;
}
