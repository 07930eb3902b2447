using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// Repositories by name, description and topics; READMEs are not looked into. Nobody stars, watches or forks here.
/// https://docs.github.com/search-github/searching-on-github/searching-for-repositories
/// </summary>
internal static class RepositorySearch
{
    private static readonly string[] _names =
    [
        .. SearchScope.Names,
        "in",
        "topic",
        "topics",
        "created",
        "pushed",
        "stars",
        "forks",
        "followers",
        "visibility",
    ];

    public static Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var scope = SearchScope.Of(call, query, "metadata");
        var hits = scope
            .Repositories.Where(repository => Fits(query, repository))
            .Select(repository =>
                (repository, texts: query.In(Texts(repository), "name", "description", "topics"))
            )
            .Where(found => query.Fits(found.texts))
            .Select(found => Hit(call.World, scope.Sight, found.repository, found.texts))
            .ToList();
        return SearchAnswer.OfAsync(call, query, hits);
    }

    public static JsonObject Shape(World world, Sight sight, Repository repository) =>
        RepositoryShape.Of(world, repository, sight.May(repository));

    private static bool Fits(SearchQuery query, Repository repository) =>
        SearchScope.FitsLanguage(query, repository.Language)
        && query.Allows(
            "visibility",
            value => value == RepositoryShape.NameOf(repository.Visibility)
        )
        && query.AllowsAll(
            "topic",
            topic => repository.Topics.Contains(topic, StringComparer.OrdinalIgnoreCase)
        )
        && query.Allows("topics", repository.Topics.Count)
        && query.Allows("created", repository.CreatedAt)
        && query.Allows("pushed", repository.PushedAt)
        && query.Allows("stars", 0)
        && query.Allows("forks", 0)
        && query.Allows("followers", 0);

    private static List<SearchText> Texts(Repository repository) =>
        [
            new("name", repository.Name),
            new("name", "full_name", repository.FullName),
            new("description", repository.Description),
            new("topics", string.Join(' ', repository.Topics)),
        ];

    private static SearchHit Hit(
        World world,
        Sight sight,
        Repository repository,
        IReadOnlyList<SearchText> texts
    ) =>
        new("Repository", texts, () => Shape(world, sight, repository))
        {
            Sorts = new Dictionary<string, long>
            {
                ["stars"] = 0,
                ["forks"] = 0,
                ["help-wanted-issues"] = 0,
                ["updated"] = repository.UpdatedAt.Ticks,
            },
        };
}
