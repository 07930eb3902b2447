using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Search;

/// <summary>
/// Files on default branches by their content or path, with git's own search: nothing is indexed. It goes through the
/// repositories that changed last and stops at a cap; then the results are incomplete, and say so.
/// https://docs.github.com/rest/search/search#search-code
/// </summary>
internal static class CodeSearch
{
    private const int MostRepositories = 40;

    private static readonly string[] _names =
    [
        .. SearchScope.Names,
        "in",
        "path",
        "filename",
        "extension",
        "size",
    ];

    /// <summary>Without a word there has to be one of these.</summary>
    private static readonly string[] _enough = ["path", "filename", "extension"];

    private static readonly string[] _fields =
    [
        "name",
        "path",
        "sha",
        "url",
        "git_url",
        "html_url",
    ];

    public static async Task<ApiAnswer> FindAsync(ApiCall call)
    {
        if (call.World.Flavour.IsCloud() && call.Credentials().Scheme.Length == 0)
        {
            throw NotAnonymous();
        }

        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var scope = SearchScope.Of(call, query, "contents");
        if (query.Words.Count == 0 && !_enough.Any(query.Has))
        {
            throw SearchQuery.Invalid("ERROR_TYPE_QUERY_PARSING_FATAL unable to parse query!");
        }

        var hits = new List<SearchHit>();
        var incomplete = false;
        var recent = scope.Repositories.OrderByDescending(repository => repository.PushedAt);
        foreach (var (index, repository) in recent.Index())
        {
            call.Http.RequestAborted.ThrowIfCancellationRequested();
            if (index == MostRepositories || hits.Count > SearchAnswer.Most)
            {
                incomplete = true;
                break;
            }

            var git = await call.World.Git.OpenAsync(repository);
            if (git.Branches.TryGetValue(repository.DefaultBranch, out var tip))
            {
                hits.AddRange(
                    from file in await CodeFiles.FindAsync(git, tip, query)
                    select Hit(call.World, scope.Sight, repository, git, tip, file)
                );
            }
        }

        return await SearchAnswer.OfAsync(call, query, hits, incomplete);
    }

    private static SearchHit Hit(
        World world,
        Sight sight,
        Repository repository,
        GitRepository git,
        string tip,
        TreeEntry file
    ) =>
        new(
            "FileContent",
            [new("path", "path", file.Path)],
            () =>
            {
                var entry = new ContentShape(world, repository, tip, tip).Entry(file, null);
                var shape = new System.Text.Json.Nodes.JsonObject();
                foreach (var field in _fields)
                {
                    shape[field] = entry[field]?.DeepClone();
                }

                shape["repository"] = RepositorySearch.Shape(world, sight, repository);
                return shape;
            }
        )
        {
            Read = async () =>
                new SearchText(
                    "file",
                    "content",
                    System.Text.Encoding.UTF8.GetString(await git.ReadBlobAsync(file.Sha))
                ),
        };

    private static ApiRefusal NotAnonymous() =>
        new(
            401,
            "Requires authentication",
            [
                new System.Text.Json.Nodes.JsonObject
                {
                    ["message"] = "Must be authenticated to access the code search API",
                    ["resource"] = "Search",
                    ["field"] = "q",
                    ["code"] = "invalid",
                },
            ]
        );
}
