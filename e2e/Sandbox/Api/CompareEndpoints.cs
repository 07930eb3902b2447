using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// What one commit has that another one lacks.
/// https://docs.github.com/enterprise-server@3.19/rest/commits/commits#compare-two-commits
/// </summary>
internal static class CompareEndpoints
{
    private const int MostCommits = 250;
    private const int MostFiles = 300;

    public static void Map(ApiMap api) =>
        api.Get("/repos/{owner}/{repo}/compare/{**basehead}", CompareAsync);

    private static async Task<ApiAnswer> CompareAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        if (call.Route("basehead").Split("...") is not [var from, var to])
        {
            throw ApiRefusal.NotFound;
        }

        var onto = await ResolveAsync(repository, git, from);
        var head = await ResolveAsync(repository, git, to);
        var fork =
            await git.MergeBaseAsync(onto, head)
            ?? throw new ApiRefusal(404, $"No common ancestor between {from} and {to}.");
        if (MediaType.Of(call) is "diff" or "patch")
        {
            return Text(call, git, fork, head);
        }

        var ahead = await git.CountAsync($"{onto}..{head}");
        var behind = await git.CountAsync($"{head}..{onto}");
        var api = $"{RepositoryShape.Url(call.World, repository)}/compare";
        var web = $"{AccountShape.Web(call.World)}/{repository.FullName}/compare";
        var pair = $"{CommitShape.Path(from)}...{CommitShape.Path(to)}";
        var owner = repository.Owner.Login;
        var shape = new JsonObject
        {
            ["url"] = $"{api}/{pair}",
            ["html_url"] = $"{web}/{pair}",
            ["permalink_url"] = $"{web}/{owner}:{onto[..7]}...{owner}:{head[..7]}",
            ["diff_url"] = $"{web}/{pair}.diff",
            ["patch_url"] = $"{web}/{pair}.patch",
            ["base_commit"] = await CommitAsync(call, repository, git, onto),
            ["merge_base_commit"] = await CommitAsync(call, repository, git, fork),
            ["status"] = Status(ahead, behind),
            ["ahead_by"] = ahead,
            ["behind_by"] = behind,
            ["total_commits"] = ahead,
        };
        var (commits, link, first) = await PageAsync(call, git, $"{onto}..{head}", ahead);
        shape["commits"] = Json.Array(
            commits.Select(commit => CommitShape.Of(call.World, repository, commit))
        );
        if (first)
        {
            var files = await GitDiff.BetweenAsync(git, fork, head);
            shape["files"] = Json.Array(
                files
                    .Take(MostFiles)
                    .Select(file => CommitShape.File(call.World, repository, head, file))
            );
        }

        return ApiAnswer.Ok(shape, link);
    }

    private static string Status(int ahead, int behind) =>
        (ahead, behind) switch
        {
            (0, 0) => "identical",
            (_, 0) => "ahead",
            (0, _) => "behind",
            _ => "diverged",
        };

    /// <summary>Oldest first. Without pages the newest ones; the files come with the first page only.</summary>
    private static async Task<(IEnumerable<Commit> Commits, string? Link, bool First)> PageAsync(
        ApiCall call,
        GitRepository git,
        string range,
        int total
    )
    {
        if (call.Query("page") is null && call.Query("per_page") is null)
        {
            var newest = await git.LogAsync(range, 0, MostCommits, "--topo-order");
            return (newest.Reverse(), null, true);
        }

        // Git counts from the newest one.
        var (page, perPage) = Paging.Of(call);
        var start = Math.Min(total, (page - 1) * perPage);
        var end = Math.Min(total, start + perPage);
        var commits = await git.LogAsync(range, total - end, end - start, "--topo-order");
        return (commits.Reverse(), Paging.Link(call, total), page == 1);
    }

    private static async Task<string> ResolveAsync(
        Repository repository,
        GitRepository git,
        string name
    )
    {
        var parts = name.Split(':');
        var ours =
            parts.Length == 1
            || parts[0].Equals(repository.Owner.Login, StringComparison.OrdinalIgnoreCase)
                && (
                    parts.Length == 2
                    || parts[1].Equals(repository.Name, StringComparison.OrdinalIgnoreCase)
                );
        return ours && await git.ResolveAsync(parts[^1]) is { } sha
            ? sha
            : throw ApiRefusal.NotFound;
    }

    private static async Task<JsonObject> CommitAsync(
        ApiCall call,
        Repository repository,
        GitRepository git,
        string sha
    ) => CommitShape.Of(call.World, repository, await git.CommitAsync(sha));

    private static ApiAnswer Text(ApiCall call, GitRepository git, string fork, string head)
    {
        var form = MediaType.Of(call);
        string[] arguments =
            form == "diff" ? ["diff", fork, head] : ["format-patch", "--stdout", $"{fork}..{head}"];
        return new ApiAnswer(200)
        {
            Stream = context =>
            {
                context.Response.ContentType = $"application/vnd.github.{form}; charset=utf-8";
                return GitProcess.PipeAsync(
                    git.Path,
                    arguments,
                    Stream.Null,
                    context.Response.Body,
                    null,
                    context.RequestAborted
                );
            },
        };
    }
}
