using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Hooks;

/// <summary>
/// The bodies of what is said about commits and pull requests: comments, statuses and checks.
/// https://docs.github.com/enterprise-server/webhooks/webhook-events-and-payloads
/// </summary>
internal static class ConversationPayloads
{
    public static RepositoryEvent Commented(World world, IssueComment comment)
    {
        var body = new JsonObject
        {
            ["action"] = "created",
            ["issue"] = CommentShape.Issue(world, comment.Pull),
            ["comment"] = CommentShape.Of(world, comment),
        };
        return Payloads.About(
            world,
            comment.Pull.Repository,
            "issue_comment",
            body,
            comment.Author
        );
    }

    public static async Task<RepositoryEvent> StatusAsync(
        World world,
        Repository repository,
        CommitStatus status
    )
    {
        var git = await world.Git.OpenAsync(repository);
        var branches = git
            .Branches.Where(branch => branch.Value == status.Sha)
            .OrderBy(branch => branch.Key, StringComparer.Ordinal);
        var body = new JsonObject
        {
            ["id"] = status.Id,
            ["sha"] = status.Sha,
            ["name"] = repository.FullName,
            ["avatar_url"] = AccountShape.Simple(world, status.Creator)[
                "avatar_url"
            ]!.GetValue<string>(),
            ["target_url"] = status.TargetUrl,
            ["context"] = status.Context,
            ["description"] = status.Description,
            ["state"] = status.State,
            ["commit"] = CommitShape.Of(world, repository, await git.CommitAsync(status.Sha)),
            ["branches"] = Json.Array(
                branches.Select(branch =>
                    CommitShape.Branch(world, repository, branch.Key, branch.Value)
                )
            ),
            ["created_at"] = Json.Iso(status.At),
            ["updated_at"] = Json.Iso(status.At),
        };
        return Payloads.About(world, repository, "status", body, status.Creator);
    }

    public static RepositoryEvent CheckRun(World world, CheckRun run, string action, Account by)
    {
        var body = new JsonObject
        {
            ["action"] = action,
            ["check_run"] = CheckRunShape.InHook(world, run),
        };
        return Payloads.About(world, run.Repository, "check_run", body, by);
    }
}
