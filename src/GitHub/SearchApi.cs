using System.Net;
using System.Text.Json.Serialization.Metadata;
using Portal.Data;

namespace Portal.GitHub;

/// <summary>
/// GitHub's search with an installation's token. A search that GitHub does not take is an answer, with GitHub's words on it.
/// https://docs.github.com/enterprise-server@3.19/rest/search/search
/// </summary>
public sealed class SearchApi(InstallationApi api)
{
    /// <summary>GitHub gives out no more results of one search.</summary>
    public const int MostResults = 1000;

    public const int PageSize = 100;

    /// <summary>So long may a search be, without its qualifiers.</summary>
    public const int LongestText = 256;

    public Task<SearchAnswer<FoundRepository>> RepositoriesAsync(
        Installation installation,
        string query,
        int page,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            installation,
            "repositories",
            query,
            page,
            SearchJson.Default.SearchAnswerFoundRepository,
            cancellationToken
        );

    /// <param name="query">With is:issue or is:pull-request, which GitHub asks for.</param>
    public Task<SearchAnswer<FoundIssue>> IssuesAsync(
        Installation installation,
        string query,
        int page,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            installation,
            "issues",
            query,
            page,
            SearchJson.Default.SearchAnswerFoundIssue,
            cancellationToken
        );

    public Task<SearchAnswer<FoundFile>> CodeAsync(
        Installation installation,
        string query,
        int page,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            installation,
            "code",
            query,
            page,
            SearchJson.Default.SearchAnswerFoundFile,
            cancellationToken
        );

    private async Task<SearchAnswer<T>> FindAsync<T>(
        Installation installation,
        string what,
        string query,
        int page,
        JsonTypeInfo<SearchAnswer<T>> type,
        CancellationToken cancellationToken
    )
    {
        var path =
            $"/search/{what}?q={Uri.EscapeDataString(query)}&per_page={PageSize}&page={page}";
        var answer = await api.GetAsync(
            installation,
            installation.App.Host.ApiUrl + path,
            cancellationToken
        );
        if (answer is { Status: HttpStatusCode.UnprocessableEntity, IsJson: true })
        {
            return new SearchAnswer<T>([]) { Complaint = answer.Complaint() };
        }

        return answer.Read(type) with
        {
            HasMore = answer.NextPage is not null && page * PageSize < MostResults,
        };
    }
}
