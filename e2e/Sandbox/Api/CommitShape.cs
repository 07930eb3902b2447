using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>Commits, branches and changed files as the API shows them (`commit`, `short-branch`, `diff-entry`).</summary>
internal static class CommitShape
{
    public static JsonObject Of(World world, Repository repository, Commit commit)
    {
        var api = RepositoryShape.Url(world, repository);
        var web = $"{AccountShape.Web(world)}/{repository.FullName}";
        return new JsonObject
        {
            ["sha"] = commit.Sha,
            ["node_id"] = Json.NodeId("06:Commit", $"{repository.Id}:{commit.Sha}"),
            ["commit"] = new JsonObject
            {
                ["author"] = Signature(commit.Author),
                ["committer"] = Signature(commit.Committer),
                ["message"] = commit.Message,
                ["tree"] = new JsonObject
                {
                    ["sha"] = commit.Tree,
                    ["url"] = $"{api}/git/trees/{commit.Tree}",
                },
                ["url"] = $"{api}/git/commits/{commit.Sha}",
                ["comment_count"] = 0,
                ["verification"] = Unsigned(),
            },
            ["url"] = $"{api}/commits/{commit.Sha}",
            ["html_url"] = $"{web}/commit/{commit.Sha}",
            ["comments_url"] = $"{api}/commits/{commit.Sha}/comments",
            ["author"] = Person(world, commit.Author),
            ["committer"] = Person(world, commit.Committer),
            ["parents"] = Json.Array(
                commit.Parents.Select(sha => new JsonObject
                {
                    ["sha"] = sha,
                    ["url"] = $"{api}/commits/{sha}",
                    ["html_url"] = $"{web}/commit/{sha}",
                })
            ),
        };
    }

    /// <summary>With its files, as `GET …/commits/{ref}` and a single branch show it.</summary>
    public static async Task<JsonObject> FullAsync(
        World world,
        Repository repository,
        GitRepository git,
        Commit commit
    )
    {
        var shape = Of(world, repository, commit);
        var files = await GitDiff.BetweenAsync(
            git,
            commit.Parents.Count > 0 ? commit.Parents[0] : null,
            commit.Sha
        );
        var (plus, minus) = (files.Sum(file => file.Additions), files.Sum(file => file.Deletions));
        shape["stats"] = new JsonObject
        {
            ["total"] = plus + minus,
            ["additions"] = plus,
            ["deletions"] = minus,
        };
        shape["files"] = Json.Array(
            files.Select(file => File(world, repository, commit.Sha, file))
        );
        return shape;
    }

    public static JsonObject Branch(World world, Repository repository, string name, string sha) =>
        new()
        {
            ["name"] = name,
            ["commit"] = new JsonObject
            {
                ["sha"] = sha,
                ["url"] = $"{RepositoryShape.Url(world, repository)}/commits/{sha}",
            },
            ["protected"] = false,
        };

    public static async Task<JsonObject> FullBranchAsync(
        World world,
        Repository repository,
        GitRepository git,
        string name,
        string sha
    )
    {
        var api = $"{RepositoryShape.Url(world, repository)}/branches/{Path(name)}";
        return new JsonObject
        {
            ["name"] = name,
            ["commit"] = await FullAsync(world, repository, git, await git.CommitAsync(sha)),
            ["_links"] = new JsonObject
            {
                ["self"] = api,
                ["html"] = $"{AccountShape.Web(world)}/{repository.FullName}/tree/{Path(name)}",
            },
            ["protected"] = false,
            ["protection"] = new JsonObject
            {
                ["enabled"] = false,
                ["required_status_checks"] = new JsonObject
                {
                    ["enforcement_level"] = "off",
                    ["contexts"] = new JsonArray(),
                    ["checks"] = new JsonArray(),
                },
            },
            ["protection_url"] = api + "/protection",
        };
    }

    public static JsonObject File(World world, Repository repository, string sha, ChangedFile file)
    {
        var web = $"{AccountShape.Web(world)}/{repository.FullName}";
        var shape = new JsonObject
        {
            ["sha"] = file.Blob,
            ["filename"] = file.Path,
            ["status"] = file.Status,
            ["additions"] = file.Additions,
            ["deletions"] = file.Deletions,
            ["changes"] = file.Additions + file.Deletions,
            ["blob_url"] = $"{web}/blob/{sha}/{Path(file.Path)}",
            ["raw_url"] = $"{web}/raw/{sha}/{Path(file.Path)}",
            ["contents_url"] =
                $"{RepositoryShape.Url(world, repository)}/contents/{Path(file.Path)}?ref={sha}",
        };
        if (file.Patch is not null)
        {
            shape["patch"] = file.Patch;
        }

        if (file.PreviousPath is not null)
        {
            shape["previous_filename"] = file.PreviousPath;
        }

        return shape;
    }

    public static JsonObject Signature(Ident by) =>
        new()
        {
            ["name"] = by.Name,
            ["email"] = by.Email,
            ["date"] = Json.Iso(by.At),
        };

    /// <summary>This server checks no signatures.</summary>
    public static JsonObject Unsigned() =>
        new()
        {
            ["verified"] = false,
            ["reason"] = "unsigned",
            ["signature"] = null,
            ["payload"] = null,
            ["verified_at"] = null,
        };

    private static JsonNode? Person(World world, Ident by) =>
        AccountShape.Simple(world, world.FindByEmail(by.Email), orNull: true);

    /// <summary>Percent-encoded, but with its slashes.</summary>
    public static string Path(string path) =>
        string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
