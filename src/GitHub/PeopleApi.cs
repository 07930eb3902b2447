using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>An account of a server as its list shows it; the e-mail address only where the person shows one.</summary>
public sealed record ServerAccountAnswer(string Login, string? Type = null, string? Email = null);

/// <summary>A page of the accounts that use a licence of an enterprise.</summary>
public sealed record ConsumedLicensesAnswer(
    int? TotalSeatsPurchased = null,
    IReadOnlyList<LicensedAccountAnswer>? Users = null
);

/// <param name="EnterpriseServerUserIds">"SERVER:LOGIN" for each account that GitHub knows of the same person on a server.</param>
public sealed record LicensedAccountAnswer(
    string? GithubComLogin = null,
    bool GithubComUser = false,
    IReadOnlyList<string>? EnterpriseServerUserIds = null,
    IReadOnlyList<string>? GithubComVerifiedDomainEmails = null,
    IReadOnlyList<string>? EnterpriseServerEmails = null,
    string? VisualStudioSubscriptionEmail = null
);

/// <summary>The lists of people who use licences, 100 at a time, for administrators' tokens.</summary>
public sealed class PeopleApi(GitHubTransport transport)
{
    /// <summary>
    /// The accounts of a server, organizations among them.
    /// https://docs.github.com/enterprise-server@latest/rest/users/users#list-users
    /// </summary>
    public IAsyncEnumerable<List<ServerAccountAnswer>> ListAccountsAsync(
        GitHubEndpoint server,
        SecretText token,
        CancellationToken cancellationToken
    ) =>
        PagesAsync(
            server,
            token,
            "/users?per_page=100",
            PeopleJson.Default.ListServerAccountAnswer,
            cancellationToken
        );

    /// <summary>
    /// The accounts that use a licence of an enterprise.
    /// https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin/licensing#list-enterprise-consumed-licenses
    /// </summary>
    public IAsyncEnumerable<ConsumedLicensesAnswer> ListLicensesAsync(
        GitHubEndpoint cloud,
        SecretText token,
        string enterprise,
        CancellationToken cancellationToken
    ) =>
        PagesAsync(
            cloud,
            token,
            $"/enterprises/{Uri.EscapeDataString(enterprise)}/consumed-licenses?per_page=100",
            PeopleJson.Default.ConsumedLicensesAnswer,
            cancellationToken
        );

    private async IAsyncEnumerable<T> PagesAsync<T>(
        GitHubEndpoint endpoint,
        SecretText token,
        string path,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = endpoint.ApiUrl + path;
        while (next is not null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            token.Authorize(request);
            var answer = await transport.SendAsync(endpoint, request, cancellationToken);
            yield return answer.Read(type);
            next = answer.NextPage is { } page
                ? new Uri(new Uri(endpoint.ApiUrl), page).AbsoluteUri
                : null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(List<ServerAccountAnswer>))]
[JsonSerializable(typeof(ConsumedLicensesAnswer))]
internal sealed partial class PeopleJson : JsonSerializerContext;
