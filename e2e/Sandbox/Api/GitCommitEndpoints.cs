using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// Commits and annotated tags of git's database: objects to which no ref points yet.
/// https://docs.github.com/enterprise-server@3.19/rest/git/commits
/// </summary>
internal static class GitCommitEndpoints
{
    private const string Database = "/repos/{owner}/{repo}/git";

    public static void Map(ApiMap api)
    {
        api.Post(Database + "/commits", CreateAsync);
        api.Get(Database + "/commits/{sha}", ShowAsync);
        api.Post(Database + "/tags", CreateTagAsync);
        api.Get(Database + "/tags/{sha}", TagAsync);
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        return await git.FindAsync(call.Route("sha")) is { Type: "commit" } found
            ? ApiAnswer.Ok(
                GitDataShape.Commit(call.World, repository, await git.CommitAsync(found.Sha))
            )
            : throw ApiRefusal.NotFound;
    }

    /// <summary>Who is not named is whoever calls: for an installation the app itself.</summary>
    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var message = body.Required("message");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        if (await git.FindAsync(body.Required("tree")) is not { Type: "tree" } tree)
        {
            throw new ApiRefusal(422, "Tree SHA does not exist");
        }

        var parents = new List<string>();
        foreach (var parent in body.Texts("parents") ?? [])
        {
            parents.Add(
                await git.FindAsync(parent) is { Type: "commit" } found
                    ? found.Sha
                    : throw new ApiRefusal(
                        422,
                        "Parent SHA does not exist or is not a commit object"
                    )
            );
        }

        var (author, committer) = Signatures(call, repository, by, body);
        var sha = await git.WriteCommitAsync(
            tree.Sha,
            parents,
            message,
            author,
            committer,
            body.Text("signature")
        );
        call.Http.Response.Headers.Location = GitDataShape.Url(
            call.World,
            repository,
            "commit",
            sha
        );
        return ApiAnswer.Created(
            GitDataShape.Commit(call.World, repository, await git.CommitAsync(sha))
        );
    }

    /// <summary>An author stands in for the committer, and the caller for both.</summary>
    public static (Ident Author, Ident Committer) Signatures(
        ApiCall call,
        Repository repository,
        Account? by,
        System.Text.Json.Nodes.JsonObject body
    )
    {
        var now = call.World.Clock.Now;
        var caller = Ident.Of(by ?? call.World.AnOwnerOf(repository), now);
        var author = body.By("author", now);
        var committer = body.By("committer", now);
        return (author ?? committer ?? caller, committer ?? author ?? caller);
    }

    private static async Task<ApiAnswer> CreateTagAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var (name, message) = (body.Required("tag"), body.Required("message"));
        var type = body.OneOf("type", "commit", "tree", "blob") ?? throw Fields.Missing("type");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        if (!await git.IsRefNameAsync(RefChange.Tags + name))
        {
            throw ApiRefusal.Validation("Tag", "tag", "invalid");
        }

        if (await git.FindAsync(body.Required("object")) is not { } target || target.Type != type)
        {
            throw ApiRefusal.Validation(
                "Tag",
                "object",
                "custom",
                $"object does not exist or is not a {type}"
            );
        }

        var now = call.World.Clock.Now;
        var tagger =
            body.By("tagger", now) ?? Ident.Of(by ?? call.World.AnOwnerOf(repository), now);
        var sha = await git.WriteTagAsync(name, target.Sha, type, message, tagger);
        call.Http.Response.Headers.Location = GitDataShape.Url(call.World, repository, "tag", sha);
        return ApiAnswer.Created(
            GitDataShape.Tag(call.World, repository, sha, name, message, tagger, target)
        );
    }

    private static async Task<ApiAnswer> TagAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        if (await git.FindAsync(call.Route("sha")) is not { Type: "tag" } found)
        {
            throw ApiRefusal.NotFound;
        }

        var tag = await git.ReadTagAsync(found.Sha);
        return ApiAnswer.Ok(
            GitDataShape.Tag(
                call.World,
                repository,
                found.Sha,
                tag.Name,
                tag.Message,
                tag.Tagger,
                new GitObject(tag.Target, tag.Type, 0)
            )
        );
    }
}
