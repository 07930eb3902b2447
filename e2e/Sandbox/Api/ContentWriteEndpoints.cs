using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// Creating, changing and deleting a file, each with a commit of its own.
/// https://docs.github.com/enterprise-server@3.19/rest/repos/contents#create-or-update-file-contents
/// </summary>
internal static class ContentWriteEndpoints
{
    private const string Workflows = ".github/workflows/";

    public static void Map(ApiMap api)
    {
        api.Put(ContentEndpoints.Contents, PutAsync);
        api.Delete(ContentEndpoints.Contents, DeleteAsync);
    }

    private static async Task<ApiAnswer> PutAsync(ApiCall call)
    {
        var (repository, by, path) = Check(call);
        var body = await call.BodyAsync();
        var message = body.Required("message");
        var content =
            GitDataShape.FromBase64(body.Required("content"))
            ?? throw new ApiRefusal(422, "content is not valid Base64");
        var git = await call.World.Git.OpenAsync(repository);
        using var entered = await git.EnterAsync(call.Http.RequestAborted);
        var (branch, before) = Branch(body, repository, git);
        var old = before is null ? null : await git.EntryAsync(before, path);
        CheckSha(body, path, old);
        var sha = await git.WriteBlobAsync(content);
        var change = new TreeChange(path, old?.Mode ?? "100644", sha);
        var after = await CommitAsync(call, repository, git, branch, before, change, message, by);
        var entry = await git.EntryAsync(after, path);
        var shape = new ContentShape(call.World, repository, after, branch);
        var answer = await AnswerAsync(
            call,
            repository,
            git,
            after,
            shape.Entry(entry!, DownloadLinks.Token(call.World, repository))
        );
        return old is null ? ApiAnswer.Created(answer) : ApiAnswer.Ok(answer);
    }

    /// <summary>The fields may come in the query too: not every program sends a body with a DELETE.</summary>
    private static async Task<ApiAnswer> DeleteAsync(ApiCall call)
    {
        var (repository, by, path) = Check(call);
        var body = await call.BodyAsync();
        foreach (var name in new[] { "message", "sha", "branch" })
        {
            if (body[name] is null && call.Query(name) is { } value)
            {
                body[name] = value;
            }
        }

        var message = body.Required("message");
        var git = await call.World.Git.OpenAsync(repository);
        using var entered = await git.EnterAsync(call.Http.RequestAborted);
        var (branch, before) = Branch(body, repository, git);
        var old = before is null ? null : await git.EntryAsync(before, path);
        if (old is null)
        {
            throw ApiRefusal.NotFound;
        }

        CheckSha(body, path, old);
        var change = new TreeChange(path, old.Mode, null);
        var after = await CommitAsync(call, repository, git, branch, before, change, message, by);
        return ApiAnswer.Ok(await AnswerAsync(call, repository, git, after, content: null));
    }

    /// <summary>Workflows are programs, and need a permission of their own.</summary>
    private static (Repository Repository, Account? By, string Path) Check(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var path = call.Route("path");
        if (path.StartsWith(Workflows, StringComparison.Ordinal))
        {
            call.Repository("workflows", "write");
        }

        return path.StartsWith('/') ? throw new ApiRefusal(422, "path cannot start with a slash")
            : RepositoryPath.IsAllowed(path) ? (repository, by, path)
            : throw new ApiRefusal(422, "path contains a malformed path component");
    }

    /// <summary>An empty repository gets its first branch this way.</summary>
    private static (string Branch, string? Before) Branch(
        JsonObject body,
        Repository repository,
        GitRepository git
    )
    {
        var branch = body.Text("branch") ?? repository.DefaultBranch;
        if (branch.StartsWith(RefChange.Heads, StringComparison.Ordinal))
        {
            branch = branch[RefChange.Heads.Length..];
        }

        var before = git.Branches.GetValueOrDefault(branch);
        return before is null && !git.Branches.IsEmpty
            ? throw new ApiRefusal(404, $"Branch {branch} not found")
            : (branch, before);
    }

    /// <summary>Whoever changes a file says which one they saw.</summary>
    private static void CheckSha(JsonObject body, string path, TreeEntry? old)
    {
        var sha = body.Text("sha");
        if (old is { Type: not "blob" })
        {
            throw ApiRefusal.Validation("Content", "path", "invalid", $"{path} is not a file");
        }

        if (old is not null && sha is null)
        {
            throw Fields.Missing("sha");
        }

        if (sha is not null && sha != old?.Sha)
        {
            throw new ApiRefusal(409, $"{path} does not match {sha}");
        }
    }

    private static async Task<string> CommitAsync(
        ApiCall call,
        Repository repository,
        GitRepository git,
        string branch,
        string? before,
        TreeChange change,
        string message,
        Account? by
    )
    {
        var (author, committer) = GitCommitEndpoints.Signatures(
            call,
            repository,
            by,
            await call.BodyAsync()
        );
        var tree = await git.BuildTreeAsync(before, [change]);
        var sha = await git.WriteCommitAsync(
            tree!,
            before is null ? [] : [before],
            message,
            author,
            committer
        );
        var moved = new RefChange(RefChange.Heads + branch, before, sha);
        var who = by ?? call.World.AnOwnerOf(repository);
        return await call.World.MoveRefAsync(repository, git, moved, who) is null
            ? sha
            : throw new ApiRefusal(409, $"is at {before} but could not be moved to {sha}");
    }

    private static async Task<JsonObject> AnswerAsync(
        ApiCall call,
        Repository repository,
        GitRepository git,
        string commit,
        JsonObject? content
    ) =>
        new()
        {
            ["content"] = content,
            ["commit"] = GitDataShape.Commit(call.World, repository, await git.CommitAsync(commit)),
        };
}
