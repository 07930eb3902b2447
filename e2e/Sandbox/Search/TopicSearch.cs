using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// The topics of the repositories that the caller may see; nobody has described or chosen any.
/// https://docs.github.com/search-github/searching-on-github/searching-topics
/// </summary>
internal static class TopicSearch
{
    private static readonly string[] _names = ["is", "repositories", "created"];

    public static Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var sight = Sight.Of(call);
        var hits = call
            .World.Repositories.Values.Where(repository =>
                repository.Topics.Count > 0 && sight.Sees(repository, "metadata")
            )
            .SelectMany(repository => repository.Topics.Select(topic => (topic, repository)))
            .GroupBy(pair => pair.topic, pair => pair.repository, StringComparer.OrdinalIgnoreCase)
            .OrderBy(topic => topic.Key, StringComparer.Ordinal)
            .Where(topic => Fits(query, topic))
            .Select(topic => new SearchHit("Topic", [new("name", topic.Key)], () => Shape(topic)))
            .Where(hit => query.Fits(hit.Texts))
            .ToList();
        return SearchAnswer.OfAsync(call, query, hits);
    }

    private static bool Fits(SearchQuery query, IGrouping<string, Repository> topic) =>
        query.AllowsAll("is", value => value is "not-curated" or "not-featured")
        && query.Allows("repositories", topic.Count())
        && query.Allows("created", topic.Min(repository => repository.CreatedAt));

    private static JsonObject Shape(IGrouping<string, Repository> topic) =>
        new()
        {
            ["name"] = topic.Key,
            ["display_name"] = null,
            ["short_description"] = null,
            ["description"] = null,
            ["created_by"] = null,
            ["released"] = null,
            ["created_at"] = Json.Iso(topic.Min(repository => repository.CreatedAt)),
            ["updated_at"] = Json.Iso(topic.Max(repository => repository.UpdatedAt)),
            ["featured"] = false,
            ["curated"] = false,
        };
}
