using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>The objects of git as its database API shows them (`git-commit`, `git-tree`, `git-ref`, `git-tag`, `blob`).</summary>
internal static class GitDataShape
{
    /// <summary>GitHub breaks base64 into lines of this length.</summary>
    private const int LineLength = 60;

    public static JsonObject Commit(World world, Repository repository, Commit commit)
    {
        var web = $"{AccountShape.Web(world)}/{repository.FullName}/commit";
        return new JsonObject
        {
            ["sha"] = commit.Sha,
            ["node_id"] = Json.NodeId("06:Commit", $"{repository.Id}:{commit.Sha}"),
            ["url"] = Url(world, repository, "commit", commit.Sha),
            ["html_url"] = $"{web}/{commit.Sha}",
            ["author"] = CommitShape.Signature(commit.Author),
            ["committer"] = CommitShape.Signature(commit.Committer),
            ["tree"] = new JsonObject
            {
                ["sha"] = commit.Tree,
                ["url"] = Url(world, repository, "tree", commit.Tree),
            },
            ["message"] = commit.Message,
            ["parents"] = Json.Array(
                commit.Parents.Select(sha => new JsonObject
                {
                    ["sha"] = sha,
                    ["url"] = Url(world, repository, "commit", sha),
                    ["html_url"] = $"{web}/{sha}",
                })
            ),
            ["verification"] = CommitShape.Unsigned(),
        };
    }

    public static JsonObject Tree(
        World world,
        Repository repository,
        string sha,
        IEnumerable<TreeEntry> entries,
        bool truncated
    ) =>
        new()
        {
            ["sha"] = sha,
            ["url"] = Url(world, repository, "tree", sha),
            ["tree"] = Json.Array(entries.Select(entry => Entry(world, repository, entry))),
            ["truncated"] = truncated,
        };

    public static JsonObject Ref(World world, Repository repository, GitRef found) =>
        new()
        {
            ["ref"] = found.Name,
            ["node_id"] = Json.NodeId("03:Ref", $"{repository.Id}:{found.Name}"),
            ["url"] =
                $"{RepositoryShape.Url(world, repository)}/git/{CommitShape.Path(found.Name)}",
            ["object"] = Target(world, repository, found.Type, found.Sha),
        };

    public static JsonObject Tag(
        World world,
        Repository repository,
        string sha,
        string name,
        string message,
        Ident tagger,
        GitObject target
    ) =>
        new()
        {
            ["node_id"] = Json.NodeId("03:Tag", $"{repository.Id}:{sha}"),
            ["tag"] = name,
            ["sha"] = sha,
            ["url"] = Url(world, repository, "tag", sha),
            ["message"] = message,
            ["tagger"] = CommitShape.Signature(tagger),
            ["object"] = Target(world, repository, target.Type, target.Sha),
            ["verification"] = CommitShape.Unsigned(),
        };

    public static JsonObject Blob(
        World world,
        Repository repository,
        GitObject blob,
        byte[] content
    ) =>
        new()
        {
            ["sha"] = blob.Sha,
            ["node_id"] = Json.NodeId("04:Blob", $"{repository.Id}:{blob.Sha}"),
            ["size"] = blob.Size,
            ["url"] = Url(world, repository, "blob", blob.Sha),
            ["content"] = Base64(content),
            ["encoding"] = "base64",
        };

    public static string Url(World world, Repository repository, string type, string sha) =>
        $"{RepositoryShape.Url(world, repository)}/git/{type}s/{sha}";

    public static string Base64(byte[] content)
    {
        var text = Convert.ToBase64String(content);
        return string.Concat(text.Chunk(LineLength).Select(line => new string(line) + "\n"));
    }

    /// <summary>What was sent as base64, with or without line ends; null where it is none.</summary>
    public static byte[]? FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static JsonObject Target(World world, Repository repository, string type, string sha) =>
        new()
        {
            ["sha"] = sha,
            ["type"] = type,
            ["url"] = Url(world, repository, type, sha),
        };

    private static JsonObject Entry(World world, Repository repository, TreeEntry entry)
    {
        var shape = new JsonObject
        {
            ["path"] = entry.Path,
            ["mode"] = entry.Mode,
            ["type"] = entry.Type,
            ["sha"] = entry.Sha,
        };
        if (entry.Size is { } size)
        {
            shape["size"] = size;
        }

        if (entry.Type != "commit")
        {
            shape["url"] = Url(world, repository, entry.Type, entry.Sha);
        }

        return shape;
    }
}
