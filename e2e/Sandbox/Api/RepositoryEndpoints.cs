namespace Sandbox.Api;

/// <summary>
/// Repositories and their branches.
/// https://docs.github.com/enterprise-server@3.19/rest/repos/repos
/// </summary>
internal static class RepositoryEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/repos/{owner}/{repo}", Show);
        api.Get("/repos/{owner}/{repo}/branches", BranchesAsync);
        api.Get("/repos/{owner}/{repo}/branches/{**branch}", BranchAsync);
    }

    private static ApiAnswer Show(ApiCall call)
    {
        var (repository, may, _) = call.Repository("metadata", "read");
        return ApiAnswer.Ok(RepositoryShape.Full(call.World, repository, may));
    }

    private static async Task<ApiAnswer> BranchesAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        var all = git.Branches.OrderBy(branch => branch.Key, StringComparer.Ordinal).ToList();
        var (items, link) = Paging.Of(call, call.Query("protected") == "true" ? [] : all);
        return ApiAnswer.Ok(
            Json.Array(
                items.Select(branch =>
                    CommitShape.Branch(call.World, repository, branch.Key, branch.Value)
                )
            ),
            link
        );
    }

    private static async Task<ApiAnswer> BranchAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        var branch = call.Route("branch");
        return git.Branches.TryGetValue(branch, out var sha)
            ? ApiAnswer.Ok(
                await CommitShape.FullBranchAsync(call.World, repository, git, branch, sha)
            )
            : throw new ApiRefusal(404, "Branch not found");
    }
}
