using System.Text;
using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// Blobs and trees of git's database.
/// https://docs.github.com/enterprise-server@3.19/rest/git/trees
/// </summary>
internal static class GitObjectEndpoints
{
    private const string Database = "/repos/{owner}/{repo}/git";

    /// <summary>A longer listing is cut off.</summary>
    private const int MostEntries = 100_000;

    private const long LargestBlob = 100 * 1024 * 1024;

    private static readonly string[] _modes = ["100644", "100755", "040000", "160000", "120000"];

    public static void Map(ApiMap api)
    {
        api.Post(Database + "/blobs", CreateBlobAsync);
        api.Get(Database + "/blobs/{sha}", BlobAsync);
        api.Post(Database + "/trees", CreateTreeAsync);
        api.Get(Database + "/trees/{**sha}", TreeAsync);
    }

    /// <summary>The repository on disk; git's database does not work before the first commit.</summary>
    public static async Task<GitRepository> OpenAsync(ApiCall call, Repository repository)
    {
        var git = await call.World.Git.OpenAsync(repository);
        return git.Branches.IsEmpty ? throw new ApiRefusal(409, "Git Repository is empty.") : git;
    }

    private static async Task<ApiAnswer> CreateBlobAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var content = body.Required("content");
        var encoding = body.OneOf("encoding", "utf-8", "base64") ?? "utf-8";
        var bytes =
            encoding == "base64"
                ? GitDataShape.FromBase64(content)
                    ?? throw new ApiRefusal(422, "content is not valid Base64")
                : Encoding.UTF8.GetBytes(content);
        var git = await OpenAsync(call, repository);
        var sha = await git.WriteBlobAsync(bytes);
        var url = GitDataShape.Url(call.World, repository, "blob", sha);
        call.Http.Response.Headers.Location = url;
        return ApiAnswer.Created(new JsonObject { ["sha"] = sha, ["url"] = url });
    }

    private static async Task<ApiAnswer> BlobAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await OpenAsync(call, repository);
        var sha = call.Route("sha");
        if (sha.Length != 40 || !sha.All(char.IsAsciiHexDigit))
        {
            throw new ApiRefusal(
                422,
                "The sha parameter must be exactly 40 characters and contain only [0-9a-f]."
            );
        }

        var blob = await git.FindAsync(sha);
        if (blob is not { Type: "blob" })
        {
            throw ApiRefusal.NotFound;
        }

        if (blob.Size > LargestBlob)
        {
            throw new ApiRefusal(
                403,
                "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git to obtain it."
            );
        }

        return MediaType.Of(call) == MediaType.Raw
            ? ApiAnswer.Raw(git, blob)
            : ApiAnswer.Ok(
                GitDataShape.Blob(call.World, repository, blob, await git.ReadBlobAsync(blob.Sha))
            );
    }

    /// <summary>A tree by its own name, or that of a commit, a branch or a tag.</summary>
    private static async Task<ApiAnswer> TreeAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await OpenAsync(call, repository);
        var name = call.Route("sha");
        var tree =
            await git.FindAsync((await git.ResolveAsync(name) ?? name) + "^{tree}")
            ?? throw ApiRefusal.NotFound;
        // Any value asks for it, "0" too.
        var recursive = call.Query("recursive") is not null;
        var entries = await git.ReadTreeAsync(tree.Sha, recursive);
        return ApiAnswer.Ok(
            GitDataShape.Tree(
                call.World,
                repository,
                tree.Sha,
                entries.Take(MostEntries),
                entries.Count > MostEntries
            )
        );
    }

    private static async Task<ApiAnswer> CreateTreeAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var entries = body.List("tree") ?? throw Fields.Missing("tree");
        var git = await OpenAsync(call, repository);
        GitObject? from = null;
        if (body.Text("base_tree") is { } asked)
        {
            from =
                await git.FindAsync(asked + "^{tree}")
                ?? throw new ApiRefusal(422, "base_tree is not a valid tree oid");
        }

        var changes = new List<TreeChange>();
        foreach (var entry in entries)
        {
            changes.Add(
                await ChangeAsync(git, entry as JsonObject ?? throw Fields.Missing("path"))
            );
        }

        var missing = await git.MissingAsync([
            .. changes.Where(c => c is { Sha: not null, Mode: not "160000" }).Select(c => c.Sha!),
        ]);
        if (missing.Count > 0)
        {
            throw new ApiRefusal(422, $"tree.sha {missing[0]} is not a valid blob");
        }

        // What GitHub says of a deletion where there is nothing.
        var sha =
            await git.BuildTreeAsync(from?.Sha, changes)
            ?? throw new ApiRefusal(422, "GitRPC::BadObjectState");
        call.Http.Response.Headers.Location = GitDataShape.Url(call.World, repository, "tree", sha);
        var made = await git.ReadTreeAsync(sha, recursive: false);
        return ApiAnswer.Created(
            GitDataShape.Tree(call.World, repository, sha, made, truncated: false)
        );
    }

    private static async Task<TreeChange> ChangeAsync(GitRepository git, JsonObject entry)
    {
        var path = entry.Required("path");
        if (!RepositoryPath.IsAllowed(path))
        {
            throw new ApiRefusal(422, "tree.path contains a malformed path component");
        }

        var mode = entry.OneOf("mode", _modes) ?? "100644";
        if (entry.Text("content") is { } content)
        {
            return new TreeChange(
                path,
                mode,
                await git.WriteBlobAsync(Encoding.UTF8.GetBytes(content))
            );
        }

        if (!entry.ContainsKey("sha"))
        {
            throw new ApiRefusal(422, "tree.sha or tree.content must be given");
        }

        var sha = entry.Text("sha");
        return sha is null || sha.Length == 40 && sha.All(char.IsAsciiHexDigit)
            ? new TreeChange(path, mode, sha)
            : throw new ApiRefusal(422, $"tree.sha {sha} is not a valid blob");
    }
}
