using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Search;

/// <summary>
/// Commits on default branches by their messages. No more repositories, and no more commits of each, are read than a few:
/// beyond that the results are incomplete, and say so.
/// https://docs.github.com/search-github/searching-on-github/searching-commits
/// </summary>
internal static class CommitSearch
{
    private const int MostRepositories = 40;
    private const int MostCommits = 1000;

    private static readonly string[] _names =
    [
        .. SearchScope.Names,
        "author",
        "author-name",
        "author-email",
        "author-date",
        "committer",
        "committer-name",
        "committer-email",
        "committer-date",
        "hash",
        "parent",
        "tree",
        "merge",
    ];

    public static async Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var scope = SearchScope.Of(call, query, "contents");
        var recent = scope
            .Repositories.OrderByDescending(repository => repository.PushedAt)
            .Take(MostRepositories);
        var incomplete = scope.Repositories.Count > MostRepositories;
        var hits = new List<SearchHit>();
        foreach (var repository in recent)
        {
            call.Http.RequestAborted.ThrowIfCancellationRequested();
            var git = await call.World.Git.OpenAsync(repository);
            if (!git.Branches.TryGetValue(repository.DefaultBranch, out var tip))
            {
                continue;
            }

            var commits = await git.LogAsync(tip, 0, MostCommits);
            incomplete |= commits.Count == MostCommits;
            hits.AddRange(
                commits
                    .Where(commit =>
                        Fits(call.World, query, scope.Sight, commit) && query.Fits(Texts(commit))
                    )
                    .Select(commit => Hit(call.World, scope.Sight, repository, commit))
            );
        }

        return await SearchAnswer.OfAsync(call, query, hits, incomplete);
    }

    private static bool Fits(World world, SearchQuery query, Sight sight, Commit commit)
    {
        bool IsBy(string value, Ident by) =>
            world.FindByEmail(by.Email) is { } account
            && Is(SearchScope.Login(sight, value), account.Login);
        return query.Allows("author", value => IsBy(value, commit.Author))
            && query.Allows("author-name", value => Holds(commit.Author.Name, value))
            && query.Allows("author-email", value => Is(commit.Author.Email, value))
            && query.Allows("author-date", commit.Author.At)
            && query.Allows("committer", value => IsBy(value, commit.Committer))
            && query.Allows("committer-name", value => Holds(commit.Committer.Name, value))
            && query.Allows("committer-email", value => Is(commit.Committer.Email, value))
            && query.Allows("committer-date", commit.Committer.At)
            && query.Allows(
                "hash",
                value => commit.Sha.StartsWith(value, StringComparison.OrdinalIgnoreCase)
            )
            && query.Allows("tree", value => Is(commit.Tree, value))
            && query.Allows(
                "parent",
                value => commit.Parents.Contains(value, StringComparer.OrdinalIgnoreCase)
            )
            && query.Allows("merge", value => Is(value, "true") == commit.Parents.Count > 1);
    }

    private static SearchText[] Texts(Commit commit) => [new("message", commit.Message)];

    private static SearchHit Hit(World world, Sight sight, Repository repository, Commit commit) =>
        new(
            "Commit",
            Texts(commit),
            () =>
            {
                var shape = CommitShape.Of(world, repository, commit);
                shape["repository"] = RepositorySearch.Shape(world, sight, repository);
                return shape;
            }
        )
        {
            Sorts = new Dictionary<string, long>
            {
                ["author-date"] = commit.Author.At.UtcTicks,
                ["committer-date"] = commit.Committer.At.UtcTicks,
            },
        };

    private static bool Is(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
