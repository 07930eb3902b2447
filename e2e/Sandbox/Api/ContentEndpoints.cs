using System.Text;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// Reading files and folders.
/// https://docs.github.com/enterprise-server@3.19/rest/repos/contents#get-repository-content
/// </summary>
internal static class ContentEndpoints
{
    public const string Contents = "/repos/{owner}/{repo}/contents/{**path}";

    private const long LargestInJson = 1024 * 1024;
    private const long Largest = 100 * LargestInJson;
    private const int MostEntries = 1000;

    public static void Map(ApiMap api) => api.Get(Contents, ShowAsync);

    private static async Task<ApiAnswer> ShowAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await call.World.Git.OpenAsync(repository);
        if (git.Branches.IsEmpty)
        {
            throw new ApiRefusal(404, "This repository is empty.");
        }

        var asked = call.Query("ref");
        var reference = string.IsNullOrEmpty(asked) ? repository.DefaultBranch : asked;
        var commit =
            await git.ResolveAsync(reference)
            ?? throw new ApiRefusal(404, $"No commit found for the ref {reference}");
        var path = call.Route("path").Trim('/');
        var entry = await git.EntryAsync(commit, path) ?? throw ApiRefusal.NotFound;
        var shape = new ContentShape(call.World, repository, commit, reference);
        var download = DownloadLinks.Token(call.World, repository);
        return entry.Type switch
        {
            "tree" => await FolderAsync(call, git, shape, entry, download),
            "commit" => await SubmoduleAsync(git, shape, entry, commit),
            _ when entry.Mode == "120000" => await SymlinkAsync(
                call,
                git,
                shape,
                entry,
                commit,
                download
            ),
            _ => await FileAsync(call, git, shape, entry, entry, download),
        };
    }

    private static async Task<ApiAnswer> FolderAsync(
        ApiCall call,
        GitRepository git,
        ContentShape shape,
        TreeEntry folder,
        string download
    )
    {
        var prefix = folder.Path.Length == 0 ? "" : folder.Path + "/";
        var entries = (await git.ReadTreeAsync(folder.Sha, recursive: false))
            .Take(MostEntries)
            .Select(entry => entry with { Path = prefix + entry.Path });
        if (MediaType.Of(call) != "object")
        {
            return ApiAnswer.Ok(shape.Directory(entries, download));
        }

        var answer = shape.Entry(folder, null);
        answer["entries"] = shape.Directory(entries, download);
        return ApiAnswer.Ok(answer);
    }

    private static async Task<ApiAnswer> FileAsync(
        ApiCall call,
        GitRepository git,
        ContentShape shape,
        TreeEntry asked,
        TreeEntry file,
        string download
    )
    {
        if (file.Size > Largest)
        {
            throw new ApiRefusal(
                403,
                "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git to obtain it."
            );
        }

        if (MediaType.Of(call) == MediaType.Raw)
        {
            return ApiAnswer.Raw(git, new GitObject(file.Sha, "blob", file.Size ?? 0));
        }

        var answer = shape.Entry(
            asked with
            {
                Mode = file.Mode,
                Sha = file.Sha,
                Size = file.Size,
            },
            download
        );
        var small = file.Size <= LargestInJson;
        answer["content"] = small ? GitDataShape.Base64(await git.ReadBlobAsync(file.Sha)) : "";
        answer["encoding"] = small ? "base64" : "none";
        return ApiAnswer.Ok(answer);
    }

    /// <summary>A link to a file of the repository shows that file, any other one itself.</summary>
    private static async Task<ApiAnswer> SymlinkAsync(
        ApiCall call,
        GitRepository git,
        ContentShape shape,
        TreeEntry link,
        string commit,
        string download
    )
    {
        var target = Encoding.UTF8.GetString(await git.ReadBlobAsync(link.Sha));
        var folder = link.Path[..(link.Path.LastIndexOf('/') + 1)];
        var root = new Uri("http://repository/");
        var found =
            !target.StartsWith('/')
            && Uri.TryCreate(new Uri(root, folder), target, out var inside)
            && inside.Host == root.Host
                ? await git.EntryAsync(commit, Uri.UnescapeDataString(inside.AbsolutePath)[1..])
                : null;
        if (found is { Type: "blob", Mode: not "120000" })
        {
            return await FileAsync(call, git, shape, link, found, download);
        }

        var answer = shape.Entry(link, download);
        answer["target"] = target;
        return ApiAnswer.Ok(answer);
    }

    private static async Task<ApiAnswer> SubmoduleAsync(
        GitRepository git,
        ContentShape shape,
        TreeEntry submodule,
        string commit
    )
    {
        var answer = shape.Entry(submodule, null);
        var (_, url, _) = await GitProcess.TryAsync(
            git.Path,
            ["config", "--blob", commit + ":.gitmodules", $"submodule.{submodule.Path}.url"]
        );
        answer["submodule_git_url"] = url.Trim();
        return ApiAnswer.Ok(answer);
    }
}
