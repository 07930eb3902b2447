using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Repositories as the API and the webhooks show them (`repository`, `full-repository`).</summary>
internal static class RepositoryShape
{
    private static readonly (string Field, string Path)[] _links =
    [
        ("archive_url", "/{archive_format}{/ref}"),
        ("assignees_url", "/assignees{/user}"),
        ("blobs_url", "/git/blobs{/sha}"),
        ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"),
        ("commits_url", "/commits{/sha}"),
        ("compare_url", "/compare/{base}...{head}"),
        ("contents_url", "/contents/{+path}"),
        ("contributors_url", "/contributors"),
        ("deployments_url", "/deployments"),
        ("downloads_url", "/downloads"),
        ("events_url", "/events"),
        ("forks_url", "/forks"),
        ("git_commits_url", "/git/commits{/sha}"),
        ("git_refs_url", "/git/refs{/sha}"),
        ("git_tags_url", "/git/tags{/sha}"),
        ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"),
        ("issue_events_url", "/issues/events{/number}"),
        ("issues_url", "/issues{/number}"),
        ("keys_url", "/keys{/key_id}"),
        ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"),
        ("merges_url", "/merges"),
        ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"),
        ("pulls_url", "/pulls{/number}"),
        ("releases_url", "/releases{/id}"),
        ("stargazers_url", "/stargazers"),
        ("statuses_url", "/statuses/{sha}"),
        ("subscribers_url", "/subscribers"),
        ("subscription_url", "/subscription"),
        ("tags_url", "/tags"),
        ("teams_url", "/teams"),
        ("trees_url", "/git/trees{/sha}"),
    ];

    public static string Url(World world, Repository repository) =>
        $"{AccountShape.Api(world)}/repos/{repository.FullName}";

    /// <summary>With <paramref name="may"/> it tells what the caller may do there.</summary>
    public static JsonObject Of(World world, Repository repository, JsonObject? may = null)
    {
        var api = Url(world, repository);
        var web = $"{AccountShape.Web(world)}/{repository.FullName}";
        var host = world.Url.Host;
        var shape = new JsonObject
        {
            ["id"] = repository.Id,
            ["node_id"] = Json.NodeId("010:Repository", repository.Id),
            ["name"] = repository.Name,
            ["full_name"] = repository.FullName,
            ["private"] = repository.Visibility != Visibility.Public,
            ["owner"] = AccountShape.Simple(world, repository.Owner),
            ["html_url"] = web,
            ["description"] = repository.Description,
            ["fork"] = false,
            ["url"] = api,
        };
        foreach (var (field, path) in _links)
        {
            shape[field] = api + path;
        }

        shape["created_at"] = Json.Iso(repository.CreatedAt);
        shape["updated_at"] = Json.Iso(repository.UpdatedAt);
        shape["pushed_at"] = Json.Iso(repository.PushedAt);
        shape["git_url"] = $"git://{host}/{repository.FullName}.git";
        shape["ssh_url"] = $"git@{host}:{repository.FullName}.git";
        shape["clone_url"] = web + ".git";
        shape["svn_url"] = web;
        shape["mirror_url"] = null;
        shape["homepage"] = null;
        shape["language"] = repository.Language;
        shape["license"] = null;
        shape["size"] = 64;
        shape["stargazers_count"] = 0;
        shape["watchers_count"] = 0;
        shape["forks_count"] = 0;
        shape["open_issues_count"] = repository.OpenIssues;
        shape["forks"] = 0;
        shape["open_issues"] = repository.OpenIssues;
        shape["watchers"] = 0;
        shape["default_branch"] = repository.DefaultBranch;
        shape["has_issues"] = true;
        shape["has_projects"] = true;
        shape["has_downloads"] = true;
        shape["has_wiki"] = true;
        shape["has_pages"] = false;
        shape["has_discussions"] = false;
        shape["archived"] = repository.Archived;
        shape["disabled"] = false;
        shape["allow_forking"] = true;
        shape["is_template"] = false;
        shape["web_commit_signoff_required"] = false;
        shape["topics"] = Json.Texts(repository.Topics);
        shape["visibility"] = NameOf(repository.Visibility);
        if (may is not null)
        {
            shape["permissions"] = may;
        }

        return shape;
    }

    /// <summary>What `GET /repos/{owner}/{repo}` adds.</summary>
    public static JsonObject Full(World world, Repository repository, JsonObject? may)
    {
        var shape = Of(world, repository, may);
        shape["allow_squash_merge"] = true;
        shape["allow_merge_commit"] = true;
        shape["allow_rebase_merge"] = true;
        shape["allow_auto_merge"] = false;
        shape["delete_branch_on_merge"] = false;
        shape["network_count"] = 0;
        shape["subscribers_count"] = 1;
        if (repository.Owner.IsOrganization)
        {
            shape["organization"] = AccountShape.Simple(world, repository.Owner);
        }

        return shape;
    }

    /// <summary>The few fields that installation webhooks carry.</summary>
    public static JsonObject Brief(Repository repository) =>
        new()
        {
            ["id"] = repository.Id,
            ["node_id"] = Json.NodeId("010:Repository", repository.Id),
            ["name"] = repository.Name,
            ["full_name"] = repository.FullName,
            ["private"] = repository.Visibility != Visibility.Public,
        };

    public static JsonObject May(bool pull, bool push, bool admin) =>
        new()
        {
            ["admin"] = admin,
            ["maintain"] = admin,
            ["push"] = push,
            ["triage"] = push,
            ["pull"] = pull,
        };

    public static string NameOf(Visibility visibility) =>
        visibility switch
        {
            Visibility.Public => "public",
            Visibility.Internal => "internal",
            Visibility.Private => "private",
        };
}
