using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// The labels of one repository by name and description.
/// https://docs.github.com/rest/search/search#search-labels
/// </summary>
internal static class LabelSearch
{
    public static Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call);
        var sight = Sight.Of(call);
        if (call.Query("repository_id") is not { } id)
        {
            throw ApiRefusal.Validation("Search", "repository_id", "missing");
        }

        var repository =
            long.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && call.World.Repositories.GetValueOrDefault(number) is { } found
            && sight.Sees(found, "issues", "pull_requests")
                ? found
                : throw ApiRefusal.NotFound;
        var hits = repository
            .Labels.Values.OrderBy(label => label.Name, StringComparer.OrdinalIgnoreCase)
            .Select(label => Hit(call.World, repository, label))
            .Where(hit => query.Fits(hit.Texts))
            .ToList();
        return SearchAnswer.OfAsync(call, query, hits);
    }

    private static SearchHit Hit(World world, Repository repository, Label label) =>
        new(
            "Label",
            [new("name", label.Name), new("description", label.Description)],
            () => LabelShape.Of(world, repository, label)
        )
        {
            Sorts = new Dictionary<string, long> { ["created"] = label.Id, ["updated"] = label.Id },
        };
}
