using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>Files and folders as the API shows them (`content-file`, `content-directory`, `content-symlink`, `content-tree`).</summary>
internal sealed class ContentShape(
    World world,
    Repository repository,
    string commit,
    string reference
)
{
    /// <summary>Without content; the path of the entry is the whole one.</summary>
    public JsonObject Entry(TreeEntry entry, string? download)
    {
        var path = CommitShape.Path(entry.Path);
        var self =
            $"{RepositoryShape.Url(world, repository)}/contents/{path}?ref={Uri.EscapeDataString(reference)}";
        var kind = entry.Type == "tree" ? "tree" : "blob";
        var git =
            entry.Type == "commit"
                ? null
                : GitDataShape.Url(world, repository, entry.Type, entry.Sha);
        var html =
            $"{AccountShape.Web(world)}/{repository.FullName}/{kind}/{CommitShape.Path(reference)}/{path}";
        return new JsonObject
        {
            ["name"] = entry.Path[(entry.Path.LastIndexOf('/') + 1)..],
            ["path"] = entry.Path,
            ["sha"] = entry.Sha,
            ["size"] = entry.Size ?? 0,
            ["url"] = self,
            ["html_url"] = html,
            ["git_url"] = git,
            ["download_url"] =
                entry.Type == "blob" && download is not null
                    ? DownloadLinks.File(world, repository, commit, entry.Path, download)
                    : null,
            ["type"] = TypeOf(entry),
            ["_links"] = new JsonObject
            {
                ["self"] = self,
                ["git"] = git,
                ["html"] = html,
            },
        };
    }

    /// <summary>A listing says "file" for a submodule, for the sake of old programs.</summary>
    public JsonArray Directory(IEnumerable<TreeEntry> entries, string? download) =>
        Json.Array(
            entries.Select(entry =>
            {
                var shape = Entry(entry, download);
                if (entry.Type == "commit")
                {
                    shape["type"] = "file";
                }

                return shape;
            })
        );

    public static string TypeOf(TreeEntry entry) =>
        entry.Type switch
        {
            "tree" => "dir",
            "commit" => "submodule",
            _ => entry.Mode == "120000" ? "symlink" : "file",
        };
}
