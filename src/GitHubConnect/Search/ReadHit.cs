using Portal.GitHub;

namespace Portal.GitHubConnect.Search;

/// <summary>Makes a result of what GitHub found. What GitHub does not clearly call public counts as private.</summary>
internal static class ReadHit
{
    public static SearchHit Of(SearchPlace place, FoundRepository found) =>
        Hit(place, found.HtmlUrl, found.FullName, found.FullName) with
        {
            IsPublic = IsPublic(found.Private, found.Visibility),
            Description = found.Description,
            Facts = Join(found.Language, found.Archived ? "archived" : null),
            ChangedAt = found.PushedAt,
        };

    public static SearchHit Of(SearchPlace place, FoundIssue found)
    {
        var repository = found.Repository?.FullName ?? NameIn(found.RepositoryUrl);
        return Hit(place, found.HtmlUrl, found.Title, repository) with
        {
            // GitHub mostly gives only the repository's address; the portal's own list tells the rest.
            IsPublic = found.Repository is { } told
                ? IsPublic(told.Private, told.Visibility)
                : place.PublicRepositories.Contains(repository),
            Facts = Join(
                $"#{found.Number}",
                found.Draft == true ? $"{found.State} draft" : found.State,
                found.User?.Name
            ),
            ChangedAt = found.UpdatedAt,
        };
    }

    public static SearchHit Of(SearchPlace place, FoundFile found) =>
        Hit(place, found.HtmlUrl, found.Path, found.Repository.FullName) with
        {
            IsPublic = IsPublic(found.Repository.Private, found.Repository.Visibility),
        };

    private static bool IsPublic(bool isPrivate, string? visibility) =>
        !isPrivate && visibility is (null or "public");

    private static SearchHit Hit(
        SearchPlace place,
        string address,
        string title,
        string repository
    ) =>
        new(
            // Of the address only the path counts: a server may tell any, and the portal leads nowhere but to the host.
            place.Host.WebUrl
                + (
                    Uri.TryCreate(address, UriKind.Absolute, out var url)
                    && url.Scheme is ("http" or "https")
                        ? url.PathAndQuery + url.Fragment
                        : $"/{repository}"
                ),
            title,
            repository,
            place.Side,
            place.Host.Name
        );

    /// <summary>https://HOST/api/v3/repos/OWNER/NAME</summary>
    private static string NameIn(string address) =>
        string.Join('/', address.TrimEnd('/').Split('/').TakeLast(2));

    private static string Join(params string?[] facts) =>
        string.Join(" · ", facts.Where(fact => !string.IsNullOrEmpty(fact)));
}
