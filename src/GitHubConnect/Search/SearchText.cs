using System.Text.RegularExpressions;
using Portal.GitHub;

namespace Portal.GitHubConnect.Search;

/// <summary>
/// What a person typed, and the search that GitHub gets for it. Qualifiers are passed on; where the person names no
/// repository or owner, the search stays within the installation's account.
/// https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax
/// </summary>
internal static partial class SearchText
{
    /// <summary>More public repositories are not listed in a search; it then finds all, and what is private is left out.</summary>
    private const int MostListed = 15;

    /// <summary>Qualifiers do not count towards GitHub's limit, but an address has a limit, too.</summary>
    private const int LongestWhole = 1000;

    /// <summary>What keeps the text from being searched for, in a sentence; null when nothing does.</summary>
    public static string? Problem(string text)
    {
        var words = Words(text).Where(word => !Qualifier().IsMatch(word)).Sum(word => word.Length);
        return words > SearchApi.LongestText
                ? $"GitHub searches for up to {SearchApi.LongestText} characters, not counting qualifiers; these are {words:N0}. Nothing was searched."
            : text.Length > LongestWhole
                ? $"A search can be {LongestWhole:N0} characters long; this one has {text.Length:N0}. Nothing was searched."
            : null;
    }

    /// <summary>What the installation is asked; null where nothing that it could find may be shown.</summary>
    public static string? For(SearchPlace place, SearchKind kind, string text)
    {
        // In front: what a person typed cannot take these qualifiers into its quotes.
        var parts = new List<string>();
        if (kind is SearchKind.Issues or SearchKind.PullRequests)
        {
            parts.Add(kind == SearchKind.Issues ? "is:issue" : "is:pull-request");
        }

        // Code search knows no such qualifier.
        if (!place.MayReadPrivate && kind != SearchKind.Code)
        {
            parts.Add("is:public");
        }

        if (!Scope().IsMatch(text))
        {
            var listed = place.PublicRepositories.Count <= MostListed;
            if (kind == SearchKind.Code && !place.MayReadPrivate && listed)
            {
                if (place.PublicRepositories.Count == 0)
                {
                    return null;
                }

                parts.AddRange(
                    place
                        .PublicRepositories.Order(StringComparer.Ordinal)
                        .Select(name => $"repo:{name}")
                );
            }
            else
            {
                var installation = place.Installation;
                parts.Add(
                    installation.AccountType == "Organization"
                        ? $"org:{installation.Account}"
                        : $"user:{installation.Account}"
                );
            }
        }

        return string.Join(' ', parts.Append(text));
    }

    private static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(
        @"(^|[\s(])(repo|org|user):",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Scope();

    [GeneratedRegex(
        @"^-?[a-z-]+:.",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Qualifier();
}
