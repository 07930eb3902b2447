using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// A page of what was found, best first or as asked. Nobody gets further than a thousand results.
/// https://docs.github.com/rest/search/search#about-search
/// </summary>
internal static class SearchAnswer
{
    public const int Most = 1000;

    /// <summary>To be called before the work: a page that is out of reach is refused.</summary>
    public static void CheckPage(ApiCall call)
    {
        var (page, perPage) = Paging.Of(call);
        if ((page - 1L) * perPage >= Most)
        {
            throw new ApiRefusal(422, $"Only the first {Most} search results are available");
        }
    }

    public static async Task<ApiAnswer> OfAsync(
        ApiCall call,
        SearchQuery query,
        IReadOnlyList<SearchHit> hits,
        bool incomplete = false,
        string? type = null
    )
    {
        var (page, perPage) = Paging.Of(call);
        var withMatches = MediaType.Of(call) == "text-match";
        if (withMatches)
        {
            call.Http.Response.Headers["X-GitHub-Media-Type"] =
                "github.v3; param=text-match; format=json";
        }

        var items = new JsonArray();
        var reachable = Sorted(call, query, hits).Take(Most);
        foreach (var hit in reachable.Skip((page - 1) * perPage).Take(perPage))
        {
            items.Add((JsonNode)await ShapeAsync(query, hit, withMatches));
        }

        var body = new JsonObject
        {
            ["total_count"] = hits.Count,
            ["incomplete_results"] = incomplete,
            ["items"] = items,
        };
        if (type is not null)
        {
            body["search_type"] = type;
        }

        return ApiAnswer.Ok(body, Paging.Link(call, Math.Min(Most, hits.Count)));
    }

    private static IEnumerable<SearchHit> Sorted(
        ApiCall call,
        SearchQuery query,
        IReadOnlyList<SearchHit> hits
    )
    {
        var sort = call.Query("sort") ?? "";
        return !hits.Any(hit => hit.Sorts.ContainsKey(sort))
                ? hits.OrderByDescending(hit => hit.Score(query))
            : call.Query("order") == "asc" ? hits.OrderBy(hit => hit.Sorts[sort])
            : hits.OrderByDescending(hit => hit.Sorts[sort]);
    }

    private static async Task<JsonObject> ShapeAsync(
        SearchQuery query,
        SearchHit hit,
        bool withMatches
    )
    {
        var shape = hit.Shape();
        shape["score"] = hit.Score(query);
        if (withMatches)
        {
            IEnumerable<SearchText> texts = hit.Read is null
                ? hit.Texts
                : [.. hit.Texts, await hit.Read()];
            shape["text_matches"] = Json.Array(
                texts
                    .Select(text => TextMatch.Of(query, text))
                    .OfType<TextMatch>()
                    .Select(match => match.Shape(shape[hit.Address]?.GetValue<string>(), hit.Kind))
            );
        }

        return shape;
    }
}
