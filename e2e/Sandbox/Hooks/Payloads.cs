using System.Text.Json.Nodes;
using Sandbox.Api;
using Sandbox.Git;

namespace Sandbox.Hooks;

/// <summary>
/// The bodies of the events.
/// https://docs.github.com/enterprise-server/webhooks/webhook-events-and-payloads
/// </summary>
internal static class Payloads
{
    public static HookMessage Ping(World world, App app)
    {
        var url = $"{AccountShape.Api(world)}/app/hook";
        var body = new JsonObject
        {
            ["zen"] = "Anything added dilutes everything else.",
            ["hook_id"] = app.Hook.Id,
            ["hook"] = new JsonObject
            {
                ["type"] = "App",
                ["id"] = app.Hook.Id,
                ["name"] = "web",
                ["active"] = app.Hook.Active,
                ["events"] = Json.Texts(app.Events),
                ["config"] = AppShape.Of(app.Hook),
                ["updated_at"] = Json.Iso(app.Hook.UpdatedAt),
                ["created_at"] = Json.Iso(app.Hook.CreatedAt),
                ["app_id"] = app.Id,
                ["deliveries_url"] = url + "/deliveries",
            },
        };
        return new HookMessage(app, "ping", body);
    }

    public static HookMessage Installation(
        World world,
        Installation installation,
        string action,
        Account sender,
        Account? requester = null
    )
    {
        var body = Start(world, action, sender);
        body["installation"] = AppShape.Of(world, installation);
        if (action is "created" or "deleted")
        {
            body["repositories"] = Json.Array(
                world.RepositoriesOf(installation).Select(RepositoryShape.Brief)
            );
        }

        if (action == "created")
        {
            body["requester"] = AccountShape.Simple(world, requester, orNull: true);
        }

        return new HookMessage(installation.App, "installation", body, installation.Id);
    }

    public static HookMessage Repositories(
        World world,
        Installation installation,
        string action,
        IEnumerable<Repository> changed,
        Account sender
    )
    {
        var body = Start(world, action, sender);
        body["installation"] = AppShape.Of(world, installation);
        body["repository_selection"] = installation.Selection;
        var list = Json.Array(changed.Select(RepositoryShape.Brief));
        body["repositories_added"] = action == "added" ? list : new JsonArray();
        body["repositories_removed"] = action == "removed" ? list : new JsonArray();
        body["requester"] = null;
        return new HookMessage(
            installation.App,
            "installation_repositories",
            body,
            installation.Id
        );
    }

    /// <summary>The account that has the installation got another name.</summary>
    public static HookMessage Renamed(
        World world,
        Installation installation,
        string former,
        Account sender
    )
    {
        var body = Start(world, "renamed", sender);
        body["account"] = AccountShape.Simple(world, installation.Account);
        body["changes"] = new JsonObject { ["login"] = new JsonObject { ["from"] = former } };
        body["target_type"] = installation.Account.Type;
        body["installation"] = new JsonObject
        {
            ["id"] = installation.Id,
            ["node_id"] = Json.NodeId("023:IntegrationInstallation", installation.Id),
        };
        return new HookMessage(installation.App, "installation_target", body, installation.Id);
    }

    public static HookMessage AuthorizationRevoked(World world, App app, Account user) =>
        new(app, "github_app_authorization", Start(world, "revoked", user));

    /// <summary><c>create</c> and <c>delete</c> of a branch or tag: the name is the short one.</summary>
    public static RepositoryEvent RefChanged(
        World world,
        Repository repository,
        RefChange change,
        Account sender
    )
    {
        var body = new JsonObject
        {
            ["ref"] = change.ShortName,
            ["ref_type"] = change.IsTag ? "tag" : "branch",
        };
        if (change.Before is null)
        {
            body["full_ref"] = change.Ref;
            body["master_branch"] = repository.DefaultBranch;
            body["description"] = repository.Description;
        }

        body["pusher_type"] = "user";
        return About(world, repository, change.Before is null ? "create" : "delete", body, sender);
    }

    public static async Task<RepositoryEvent> PullAsync(
        World world,
        PullRequest pull,
        string action,
        Account sender
    )
    {
        var body = new JsonObject
        {
            ["action"] = action,
            ["number"] = pull.Number,
            ["pull_request"] = await PullShape.FullAsync(world, pull),
        };
        return About(world, pull.Repository, "pull_request", body, sender);
    }

    /// <summary>A branch or a tag moved, came or went. The base of a new tag is the branch that points to the same commit.</summary>
    public static async Task<RepositoryEvent> PushAsync(
        World world,
        Repository repository,
        GitRepository git,
        RefChange change,
        Account sender
    )
    {
        var commits = await PushedCommits.BetweenAsync(world, repository, git, change);
        var web = $"{AccountShape.Web(world)}/{repository.FullName}";
        var (before, after) = (change.Before ?? World.NoCommit, change.After ?? World.NoCommit);
        var head = change.After is null ? null : await git.ResolveAsync(change.After);
        var body = new JsonObject
        {
            ["ref"] = change.Ref,
            ["before"] = before,
            ["after"] = after,
            ["created"] = change.Before is null,
            ["deleted"] = change.After is null,
            ["forced"] =
                change is { Before: not null, After: not null }
                && !await git.IsAncestorAsync(before, after),
            ["base_ref"] = change is { IsTag: true, Before: null } ? BranchAt(git, head) : null,
            ["compare"] = $"{web}/compare/{before[..12]}...{after[..12]}",
            ["commits"] = Json.Array(commits),
            ["head_commit"] = head is null
                ? null
                : await PushedCommits.OneAsync(world, repository, git, head),
            ["pusher"] = new JsonObject { ["name"] = sender.Login, ["email"] = sender.Email },
        };
        return About(world, repository, "push", body, sender);
    }

    private static string? BranchAt(GitRepository git, string? commit) =>
        git
            .Branches.OrderBy(branch => branch.Key, StringComparer.Ordinal)
            .Where(branch => branch.Value == commit)
            .Select(branch => RefChange.Heads + branch.Key)
            .FirstOrDefault();

    public static RepositoryEvent About(
        World world,
        Repository repository,
        string name,
        JsonObject body,
        Account sender
    )
    {
        body["repository"] = RepositoryShape.Of(world, repository);
        if (repository.Owner.IsOrganization)
        {
            body["organization"] = AccountShape.Organization(world, repository.Owner);
        }

        body["enterprise"] = AccountShape.Enterprise(world);
        body["sender"] = AccountShape.Simple(world, sender);
        return new RepositoryEvent(repository, name, body);
    }

    private static JsonObject Start(World world, string action, Account sender) =>
        new()
        {
            ["action"] = action,
            ["sender"] = AccountShape.Simple(world, sender),
            ["enterprise"] = AccountShape.Enterprise(world),
        };
}
