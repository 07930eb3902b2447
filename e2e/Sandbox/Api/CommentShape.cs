using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Comments, and the issue that a pull request also is, as the API and the webhooks show them (`issue-comment`, `issue`).</summary>
internal static class CommentShape
{
    private static readonly string[] _reactions =
    [
        "+1",
        "-1",
        "laugh",
        "hooray",
        "confused",
        "heart",
        "rocket",
        "eyes",
    ];

    public static JsonObject Of(World world, IssueComment comment)
    {
        var repository = comment.Pull.Repository;
        var api = $"{RepositoryShape.Url(world, repository)}/issues";
        var web = $"{AccountShape.Web(world)}/{repository.FullName}/pull/{comment.Pull.Number}";
        return new JsonObject
        {
            ["url"] = $"{api}/comments/{comment.Id}",
            ["html_url"] = $"{web}#issuecomment-{comment.Id}",
            ["issue_url"] = $"{api}/{comment.Pull.Number}",
            ["id"] = comment.Id,
            ["node_id"] = Json.NodeId("012:IssueComment", comment.Id),
            ["user"] = AccountShape.Simple(world, comment.Author),
            ["created_at"] = Json.Iso(comment.CreatedAt),
            ["updated_at"] = Json.Iso(comment.UpdatedAt),
            ["body"] = comment.Body,
            ["author_association"] = PullShape.Association(repository, comment.Author),
            ["reactions"] = Reactions($"{api}/comments/{comment.Id}/reactions"),
            ["performed_via_github_app"] = comment.Via is null
                ? null
                : AppShape.Of(world, comment.Via),
        };
    }

    /// <summary>A pull request as the issue that a comment's webhook tells of.</summary>
    public static JsonObject Issue(World world, PullRequest pull)
    {
        var shape = PullShape.Simple(world, pull);
        var api = shape["issue_url"]!.GetValue<string>();
        var links = new JsonObject { ["url"] = shape["url"]!.DeepClone() };
        foreach (var name in new[] { "html_url", "diff_url", "patch_url", "merged_at" })
        {
            links[name] = shape[name]?.DeepClone();
        }

        var issue = new JsonObject
        {
            ["url"] = api,
            ["repository_url"] = RepositoryShape.Url(world, pull.Repository),
            ["labels_url"] = api + "/labels{/name}",
            ["comments_url"] = api + "/comments",
            ["events_url"] = api + "/events",
        };
        foreach (var name in _shared)
        {
            issue[name] = shape[name]?.DeepClone();
        }

        issue["comments"] = pull.Repository.CommentsOf(pull).Count;
        issue["pull_request"] = links;
        issue["reactions"] = Reactions(api + "/reactions");
        issue["timeline_url"] = api + "/timeline";
        issue["performed_via_github_app"] = null;
        issue["state_reason"] = null;
        return issue;
    }

    private static readonly string[] _shared =
    [
        "html_url",
        "id",
        "node_id",
        "number",
        "title",
        "user",
        "labels",
        "state",
        "locked",
        "assignee",
        "assignees",
        "milestone",
        "created_at",
        "updated_at",
        "closed_at",
        "author_association",
        "active_lock_reason",
        "draft",
        "body",
    ];

    private static JsonObject Reactions(string url)
    {
        var shape = new JsonObject { ["url"] = url, ["total_count"] = 0 };
        foreach (var name in _reactions)
        {
            shape[name] = 0;
        }

        return shape;
    }
}
