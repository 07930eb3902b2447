namespace Portal.GitHubConnect.Search;

/// <summary>What is looked for.</summary>
public enum SearchKind
{
    Repositories,
    Issues,
    PullRequests,
    Code,
}

/// <summary>The words of the kinds of search.</summary>
public static class SearchKinds
{
    /// <summary>On the kind's tab, and in the middle of a sentence when lower case.</summary>
    public static string Of(SearchKind kind) =>
        kind switch
        {
            SearchKind.Repositories => "Repositories",
            SearchKind.Issues => "Issues",
            SearchKind.PullRequests => "Pull requests",
            SearchKind.Code => "Code",
        };

    /// <summary>As in the page's address.</summary>
    public static string InAddress(SearchKind kind) =>
        kind switch
        {
            SearchKind.Repositories => "repositories",
            SearchKind.Issues => "issues",
            SearchKind.PullRequests => "pulls",
            SearchKind.Code => "code",
        };

    /// <summary>The kind that an address names; repositories where it names none.</summary>
    public static SearchKind Read(string? address) =>
        Enum.GetValues<SearchKind>().FirstOrDefault(kind => InAddress(kind) == address);

    /// <summary>Without this permission GitHub finds nothing of the kind.</summary>
    public static string Permission(SearchKind kind) =>
        kind switch
        {
            SearchKind.Repositories => "metadata",
            SearchKind.Issues => "issues",
            SearchKind.PullRequests => "pull_requests",
            SearchKind.Code => "contents",
        };
}
