using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Merging a pull request, and bringing its branch up to date.
/// https://docs.github.com/enterprise-server@3.19/rest/pulls/pulls#merge-a-pull-request
/// </summary>
internal static class MergeEndpoints
{
    private const string Pull = "/repos/{owner}/{repo}/pulls/{number}";

    public static void Map(ApiMap api)
    {
        api.Get(Pull + "/merge", IsMergedAsync);
        api.Put(Pull + "/merge", MergeAsync);
        api.Put(Pull + "/update-branch", UpdateAsync);
    }

    private static async Task<ApiAnswer> IsMergedAsync(ApiCall call)
    {
        var pull = await PullEndpoints.FindAsync(call, "pull_requests", "read");
        return pull.MergedAt is not null ? ApiAnswer.Nothing : throw ApiRefusal.NotFound;
    }

    private static async Task<ApiAnswer> MergeAsync(ApiCall call)
    {
        var pull = await PullEndpoints.FindAsync(call, "contents", "write");
        var (_, _, by) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var method = body.OneOf("merge_method", "merge", "squash", "rebase") switch
        {
            "squash" => MergeMethod.Squash,
            "rebase" => MergeMethod.Rebase,
            _ => MergeMethod.Merge,
        };
        var result = await call.World.MergePullAsync(
            pull,
            by,
            method,
            body.Text("commit_title"),
            body.Text("commit_message"),
            body.Text("sha")
        );
        return result switch
        {
            MergeResult.Merged => ApiAnswer.Ok(
                new JsonObject
                {
                    ["sha"] = pull.MergeSha,
                    ["merged"] = true,
                    ["message"] = "Pull Request successfully merged",
                }
            ),
            MergeResult.HeadMoved => throw new ApiRefusal(
                409,
                "Head branch was modified. Review and try the merge again."
            ),
            MergeResult.Draft => throw new ApiRefusal(405, "Pull Request is still a draft"),
            MergeResult.NotOpen or MergeResult.Conflict or MergeResult.NothingToMerge =>
                throw new ApiRefusal(405, "Pull Request is not mergeable"),
        };
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var pull = await PullEndpoints.FindAsync(call, "pull_requests", "write");
        var (_, _, by) = call.Repository("pull_requests", "write");
        var body = await call.BodyAsync();
        var result = await call.World.UpdatePullBranchAsync(
            pull,
            by,
            body.Text("expected_head_sha")
        );
        return result switch
        {
            MergeResult.Merged => new ApiAnswer(
                202,
                new JsonObject
                {
                    ["message"] = "Updating pull request branch.",
                    ["url"] = PullShape.Simple(call.World, pull)["html_url"]!.GetValue<string>(),
                }
            ),
            MergeResult.HeadMoved => throw new ApiRefusal(
                422,
                "expected head sha didn’t match current head ref."
            ),
            MergeResult.NothingToMerge => throw new ApiRefusal(
                422,
                "There are no new commits on the base branch."
            ),
            MergeResult.NotOpen or MergeResult.Draft => throw new ApiRefusal(
                422,
                "Pull request is closed."
            ),
            MergeResult.Conflict => throw new ApiRefusal(
                422,
                "merge conflict between base and head"
            ),
        };
    }
}
