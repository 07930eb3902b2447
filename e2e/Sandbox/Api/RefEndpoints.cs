using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>
/// Refs of git's database, and the list of tags.
/// https://docs.github.com/enterprise-server@3.19/rest/git/refs
/// </summary>
internal static class RefEndpoints
{
    private const string Refs = "/repos/{owner}/{repo}/git/refs";

    /// <summary>The heads of pull requests are GitHub's own to move.</summary>
    private const string Hidden = "refs/pull/";

    public static void Map(ApiMap api)
    {
        api.Get("/repos/{owner}/{repo}/git/ref/{**ref}", ShowAsync);
        api.Get("/repos/{owner}/{repo}/git/matching-refs/{**ref}", MatchingAsync);
        api.Post(Refs, CreateAsync);
        api.Patch(Refs + "/{**ref}", MoveAsync);
        api.Delete(Refs + "/{**ref}", DeleteAsync);
        api.Get("/repos/{owner}/{repo}/tags", TagsAsync);
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        return await git.RefAsync(Name(call)) is { } found
            ? ApiAnswer.Ok(GitDataShape.Ref(call.World, repository, found))
            : throw ApiRefusal.NotFound;
    }

    private static async Task<ApiAnswer> MatchingAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("contents", "read");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        var start = Name(call);
        var found = (await git.RefsAsync()).Where(one =>
            one.Name.StartsWith(start, StringComparison.Ordinal)
        );
        return ApiAnswer.Ok(
            Json.Array(found.Select(one => GitDataShape.Ref(call.World, repository, one)))
        );
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var (name, sha) = (body.Required("ref"), body.Required("sha"));
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        if (
            !name.StartsWith("refs/", StringComparison.Ordinal)
            || name.Split('/').Length < 3
            || name.StartsWith(Hidden, StringComparison.Ordinal)
            || !await git.IsRefNameAsync(name)
        )
        {
            throw new ApiRefusal(422, $"{name} is not a valid ref name.");
        }

        using var entered = await git.EnterAsync(call.Http.RequestAborted);
        if (await git.RefAsync(name) is not null)
        {
            throw new ApiRefusal(422, "Reference already exists");
        }

        await MoveAsync(call, repository, git, new RefChange(name, null, sha), by);
        var made = await git.RefAsync(name);
        var shape = GitDataShape.Ref(call.World, repository, made!);
        call.Http.Response.Headers.Location = shape["url"]!.GetValue<string>();
        return ApiAnswer.Created(shape);
    }

    private static async Task<ApiAnswer> MoveAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var body = await call.BodyAsync();
        var (sha, force) = (body.Required("sha"), body.Flag("force"));
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        using var entered = await git.EnterAsync(call.Http.RequestAborted);
        var old = await FindAsync(call, git);
        if (old.Sha != sha)
        {
            var change = new RefChange(old.Name, old.Sha, sha);
            await CheckObjectAsync(git, change);
            if (!force && (old.Commit is null || !await git.IsAncestorAsync(old.Commit, sha)))
            {
                throw new ApiRefusal(422, "Update is not a fast forward");
            }

            await MoveAsync(call, repository, git, change, by);
        }

        var moved = await git.RefAsync(old.Name);
        return ApiAnswer.Ok(GitDataShape.Ref(call.World, repository, moved!));
    }

    private static async Task<ApiAnswer> DeleteAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("contents", "write");
        var git = await GitObjectEndpoints.OpenAsync(call, repository);
        using var entered = await git.EnterAsync(call.Http.RequestAborted);
        var old = await FindAsync(call, git);
        if (old.Name == RefChange.Heads + repository.DefaultBranch)
        {
            throw new ApiRefusal(422, "Cannot delete the default branch");
        }

        await MoveAsync(call, repository, git, new RefChange(old.Name, old.Sha, null), by);
        return ApiAnswer.Nothing;
    }

    private static async Task<ApiAnswer> TagsAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("metadata", "read");
        var git = await call.World.Git.OpenAsync(repository);
        var tags = (await git.RefsAsync(RefChange.Tags))
            .Where(tag => tag.Commit is not null)
            .OrderByDescending(tag => tag.Name, StringComparer.Ordinal)
            .ToList();
        var (items, link) = Paging.Of(call, tags);
        return ApiAnswer.Ok(
            Json.Array(items.Select(tag => Tag(call.World, repository, tag))),
            link
        );
    }

    private static JsonObject Tag(World world, Repository repository, GitRef tag)
    {
        var api = RepositoryShape.Url(world, repository);
        return new JsonObject
        {
            ["name"] = tag.Name[RefChange.Tags.Length..],
            ["zipball_url"] = $"{api}/zipball/{CommitShape.Path(tag.Name)}",
            ["tarball_url"] = $"{api}/tarball/{CommitShape.Path(tag.Name)}",
            ["commit"] = new JsonObject
            {
                ["sha"] = tag.Commit,
                ["url"] = $"{api}/commits/{tag.Commit}",
            },
            ["node_id"] = Json.NodeId("03:Ref", $"{repository.Id}:{tag.Name}"),
        };
    }

    private static string Name(ApiCall call) => "refs/" + call.Route("ref");

    private static async Task<GitRef> FindAsync(ApiCall call, GitRepository git)
    {
        var name = Name(call);
        return
            !name.StartsWith(Hidden, StringComparison.Ordinal)
            && await git.RefAsync(name) is { } found
            ? found
            : throw new ApiRefusal(422, "Reference does not exist");
    }

    private static async Task CheckObjectAsync(GitRepository git, RefChange change)
    {
        var found = await git.FindAsync(change.After!);
        if (found is null || found.Sha != change.After)
        {
            throw new ApiRefusal(422, "Object does not exist");
        }

        if (change.IsBranch && found.Type != "commit")
        {
            throw new ApiRefusal(422, "Reference cannot be updated: the object is not a commit");
        }
    }

    private static async Task MoveAsync(
        ApiCall call,
        Repository repository,
        GitRepository git,
        RefChange change,
        Account? by
    )
    {
        if (change.After is not null)
        {
            await CheckObjectAsync(git, change);
        }

        var who = by ?? call.World.AnOwnerOf(repository);
        if (await call.World.MoveRefAsync(repository, git, change, who) is not null)
        {
            throw new ApiRefusal(422, "Reference update failed");
        }
    }
}
