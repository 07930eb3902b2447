using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>Pull requests as the API and the webhooks show them (`pull-request-simple`, `pull-request`).</summary>
internal static class PullShape
{
    public static JsonObject Simple(World world, PullRequest pull)
    {
        var repository = RepositoryShape.Url(world, pull.Repository);
        var api = $"{repository}/pulls/{pull.Number}";
        var issue = $"{repository}/issues/{pull.Number}";
        var web = $"{AccountShape.Web(world)}/{pull.Repository.FullName}/pull/{pull.Number}";
        var statuses = $"{repository}/statuses/{pull.HeadSha}";
        return new JsonObject
        {
            ["url"] = api,
            ["id"] = pull.Id,
            ["node_id"] = Json.NodeId("011:PullRequest", pull.Id),
            ["html_url"] = web,
            ["diff_url"] = web + ".diff",
            ["patch_url"] = web + ".patch",
            ["issue_url"] = issue,
            ["number"] = pull.Number,
            ["state"] = pull.State,
            ["locked"] = false,
            ["title"] = pull.Title,
            ["user"] = AccountShape.Simple(world, pull.Author),
            ["body"] = pull.Body,
            ["created_at"] = Json.Iso(pull.CreatedAt),
            ["updated_at"] = Json.Iso(pull.UpdatedAt),
            ["closed_at"] = Json.Iso(pull.ClosedAt),
            ["merged_at"] = Json.Iso(pull.MergedAt),
            ["merge_commit_sha"] = pull.MergeSha,
            ["assignee"] = null,
            ["assignees"] = new JsonArray(),
            ["requested_reviewers"] = new JsonArray(),
            ["requested_teams"] = new JsonArray(),
            ["labels"] = LabelShape.Of(world, pull),
            ["milestone"] = null,
            ["draft"] = pull.Draft,
            ["commits_url"] = api + "/commits",
            ["review_comments_url"] = api + "/comments",
            ["review_comment_url"] = repository + "/pulls/comments{/number}",
            ["comments_url"] = issue + "/comments",
            ["statuses_url"] = statuses,
            ["head"] = Side(world, pull, pull.Head, pull.HeadSha),
            ["base"] = Side(world, pull, pull.Base, pull.BaseSha),
            ["_links"] = new JsonObject
            {
                ["self"] = Link(api),
                ["html"] = Link(web),
                ["issue"] = Link(issue),
                ["comments"] = Link(issue + "/comments"),
                ["review_comments"] = Link(api + "/comments"),
                ["review_comment"] = Link(repository + "/pulls/comments{/number}"),
                ["commits"] = Link(api + "/commits"),
                ["statuses"] = Link(statuses),
            },
            ["author_association"] = Association(pull.Repository, pull.Author),
            ["auto_merge"] = null,
            ["active_lock_reason"] = null,
        };
    }

    /// <summary>With what only a single pull request tells: counts and whether it merges.</summary>
    public static async Task<JsonObject> FullAsync(World world, PullRequest pull)
    {
        var git = await world.Git.OpenAsync(pull.Repository);
        var shape = Simple(world, pull);
        var files = await FilesAsync(git, pull);
        shape["merged"] = pull.MergedAt is not null;
        var merges = await MergesAsync(git, pull);
        shape["mergeable"] = merges;
        shape["rebaseable"] = merges;
        shape["mergeable_state"] = merges switch
        {
            null => "unknown",
            false => "dirty",
            _ => pull.Draft ? "draft" : "clean",
        };
        shape["merged_by"] = AccountShape.Simple(world, pull.MergedBy, orNull: true);
        shape["comments"] = pull.Repository.CommentsOf(pull).Count;
        shape["review_comments"] = 0;
        shape["maintainer_can_modify"] = false;
        shape["commits"] = await git.CountAsync($"{pull.BaseSha}..{pull.HeadSha}");
        shape["additions"] = files.Sum(file => file.Additions);
        shape["deletions"] = files.Sum(file => file.Deletions);
        shape["changed_files"] = files.Count;
        return shape;
    }

    /// <summary>Null where nobody asks any more: on what is closed.</summary>
    private static async Task<bool?> MergesAsync(GitRepository git, PullRequest pull) =>
        pull.IsOpen && git.Branches.TryGetValue(pull.Base, out var onto)
            ? await git.MergedTreeAsync(onto, pull.HeadSha) is not null
            : null;

    public static string Association(Repository repository, Account author) =>
        repository.Owner.IsRunBy(author) ? "OWNER"
        : repository.Owner.IsSeenBy(author) ? "MEMBER"
        : "NONE";

    /// <summary>A pull request shows what its head changed since it left the base.</summary>
    public static async Task<IReadOnlyList<ChangedFile>> FilesAsync(
        GitRepository git,
        PullRequest pull
    ) =>
        await GitDiff.BetweenAsync(
            git,
            await git.MergeBaseAsync(pull.BaseSha, pull.HeadSha),
            pull.HeadSha
        );

    private static JsonObject Side(World world, PullRequest pull, string branch, string sha) =>
        new()
        {
            ["label"] = $"{pull.Repository.Owner.Login}:{branch}",
            ["ref"] = branch,
            ["sha"] = sha,
            ["user"] = AccountShape.Simple(world, pull.Repository.Owner),
            ["repo"] = RepositoryShape.Of(world, pull.Repository),
        };

    private static JsonObject Link(string href) => new() { ["href"] = href };
}
