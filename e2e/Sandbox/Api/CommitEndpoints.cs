namespace Sandbox.Api;

/// <summary>
/// Commits, straight out of git.
/// https://docs.github.com/enterprise-server@3.19/rest/commits/commits
/// </summary>
internal static class CommitEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/repos/{owner}/{repo}/commits", ListAsync);
        api.Get("/repos/{owner}/{repo}/commits/{**ref}", RouteAsync);
    }

    /// <summary>A branch's name may have slashes, so what is asked about it stands at the end.</summary>
    private static Task<ApiAnswer> RouteAsync(ApiCall call)
    {
        var path = call.Route("ref");
        var slash = path.LastIndexOf('/');
        var name = path[..Math.Max(0, slash)];
        return path[(slash + 1)..] switch
        {
            "status" when slash > 0 => StatusEndpoints.CombinedAsync(call, name),
            "statuses" when slash > 0 => StatusEndpoints.ListAsync(call, name),
            "check-runs" when slash > 0 => CheckRunEndpoints.ListAsync(call, name),
            _ => ShowAsync(call, path),
        };
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        if (git.Branches.IsEmpty)
        {
            throw new ApiRefusal(409, "Git Repository is empty.");
        }

        var start =
            await git.ResolveAsync(call.Query("sha") ?? repository.DefaultBranch)
            ?? throw ApiRefusal.NotFound;
        var filters = Filters(call).ToArray();
        var (page, perPage) = Paging.Of(call);
        var commits = await git.LogAsync(start, (page - 1) * perPage, perPage, filters);
        var link = Paging.Link(call, await git.CountAsync(start, filters));
        return ApiAnswer.Ok(
            Json.Array(commits.Select(commit => CommitShape.Of(call.World, repository, commit))),
            link
        );
    }

    private static IEnumerable<string> Filters(ApiCall call)
    {
        if (call.Query("since") is { } since)
        {
            yield return "--since=" + since;
        }

        if (call.Query("until") is { } until)
        {
            yield return "--until=" + until;
        }

        if (call.Query("author") is { } author)
        {
            yield return "--author=" + (call.World.FindAccount(author)?.Email ?? author);
        }

        if (call.Query("path") is { Length: > 0 } path)
        {
            yield return "--";
            yield return path;
        }
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call, string asked)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        if (git.Branches.IsEmpty)
        {
            throw new ApiRefusal(409, "Git Repository is empty.");
        }

        var sha =
            await git.ResolveAsync(asked)
            ?? throw new ApiRefusal(422, $"No commit found for SHA: {asked}");
        return ApiAnswer.Ok(
            await CommitShape.FullAsync(call.World, repository, git, await git.CommitAsync(sha))
        );
    }
}
