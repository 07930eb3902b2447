using System.Globalization;
using System.Net;
using System.Text.Json;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>Whose a personal access token is and what it may do, as GitHub says.</summary>
/// <param name="Scopes">Empty for a fine-grained token, which has permissions in their place.</param>
/// <param name="ExpiresAt">Null for one without an end.</param>
public sealed record TokenFacts(
    string Login,
    bool SiteAdmin,
    IReadOnlySet<string> Scopes,
    DateTimeOffset? ExpiresAt
);

/// <summary>
/// What the portal asks with a personal access token, where GitHub lets no app in.
/// https://docs.github.com/enterprise-server@latest/rest/enterprise-admin
/// </summary>
public sealed class TokenApi(GitHubTransport transport)
{
    /// <exception cref="GitHubException">GitHub refuses the token, or does not answer.</exception>
    public async Task<TokenFacts> GetFactsAsync(
        GitHubEndpoint endpoint,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        var answer = await GetAsync(endpoint, token, "/user", cancellationToken);
        var person = answer.Read(GitHubJson.Default.PersonAnswer);
        return new TokenFacts(
            person.Login,
            person.SiteAdmin,
            // https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
            (answer.Header("X-OAuth-Scopes") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .ToHashSet(StringComparer.Ordinal),
            // For example "2026-11-30 12:00:00 UTC".
            // https://docs.github.com/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation
            DateTimeOffset.TryParse(
                answer
                    .Header("GitHub-Authentication-Token-Expiration")
                    ?.Replace(" UTC", "Z", StringComparison.Ordinal),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var end
            )
                ? end
                : null
        );
    }

    /// <summary>
    /// The server's seats: how many are bought (null: not limited) and used, without suspended people. For site administrators.
    /// https://docs.github.com/enterprise-server@latest/rest/enterprise-admin/license
    /// </summary>
    public async Task<(int? Bought, int Used)> GetSeatsAsync(
        GitHubEndpoint server,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        var answer = await GetAsync(
            server,
            token,
            "/enterprise/settings/license",
            cancellationToken
        );
        var seats = answer.Read(GitHubJson.Default.SeatsAnswer);
        return (
            seats.Seats.ValueKind == JsonValueKind.Number ? seats.Seats.GetInt32() : null,
            seats.SeatsUsed
        );
    }

    /// <summary>
    /// How many people the server's report of dormant users lists; null while the server makes the report, which the first who
    /// asks for it starts. For site administrators.
    /// https://docs.github.com/enterprise-server@latest/admin/monitoring-activity-in-your-enterprise/exploring-user-activity-in-your-enterprise/accessing-reports-for-your-instance
    /// </summary>
    /// <param name="login">Whose the token is.</param>
    public async Task<int?> CountDormantAsync(
        GitHubEndpoint server,
        string login,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        // No part of the API: it takes the token as the password of its owner.
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{server.WebUrl}/stafftools/reports/dormant_users.csv"
        );
        token.Authorize(request, login);
        var answer = await transport.SendAsync(server, request, cancellationToken);
        return answer.Status == HttpStatusCode.Accepted ? null : answer.CountRecords("login");
    }

    /// <summary>
    /// The server's aggregate figures, named "repos.total_repos". For site administrators.
    /// https://docs.github.com/enterprise-server@latest/rest/enterprise-admin/admin-stats
    /// </summary>
    public async Task<IReadOnlyList<(string Name, long Value)>> GetFiguresAsync(
        GitHubEndpoint server,
        SecretText token,
        CancellationToken cancellationToken
    )
    {
        var answer = await GetAsync(server, token, "/enterprise/stats/all", cancellationToken);
        return
        [
            .. answer
                .Read(GitHubJson.Default.DictionaryStringDictionaryStringJsonElement)
                .SelectMany(group =>
                    group
                        .Value.Where(figure =>
                            figure.Value.ValueKind == JsonValueKind.Number
                            && figure.Value.TryGetInt64(out _)
                        )
                        .Select(figure => ($"{group.Key}.{figure.Key}", figure.Value.GetInt64()))
                ),
        ];
    }

    /// <summary>
    /// The servers that report their licences to the enterprise by GitHub's own license sync. For owners and billing managers.
    /// https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin/licensing
    /// </summary>
    public async Task<IReadOnlyList<SyncedServerAnswer>> ListSyncedServersAsync(
        GitHubEndpoint cloud,
        SecretText token,
        string enterprise,
        CancellationToken cancellationToken
    ) =>
        (
            await GetAsync(
                cloud,
                token,
                $"/enterprises/{Uri.EscapeDataString(enterprise)}/license-sync-status",
                cancellationToken
            )
        )
            .Read(GitHubJson.Default.LicenseSyncAnswer)
            .ServerInstances;

    private async Task<GitHubAnswer> GetAsync(
        GitHubEndpoint endpoint,
        SecretText token,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.ApiUrl + path);
        token.Authorize(request);
        return await transport.SendAsync(endpoint, request, cancellationToken);
    }
}
