using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// What programs say about commits.
/// https://docs.github.com/enterprise-server@3.19/rest/commits/statuses
/// </summary>
internal static class StatusEndpoints
{
    private const int LongestDescription = 140;

    public static void Map(ApiMap api) =>
        api.Post("/repos/{owner}/{repo}/statuses/{sha}", CreateAsync);

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("statuses", "write");
        var body = await call.BodyAsync();
        var state = body.Required("state");
        if (state is not ("error" or "failure" or "pending" or "success"))
        {
            throw ApiRefusal.Validation(
                "Status",
                "state",
                "custom",
                "state is not included in the list"
            );
        }

        var description = body.Text("description");
        if (description?.Length > LongestDescription)
        {
            throw ApiRefusal.Validation(
                "Status",
                "description",
                "custom",
                "description is too long (maximum is 140 characters)"
            );
        }

        var target = body.Text("target_url");
        if (
            target?.Length > 0
            && !(
                Uri.TryCreate(target, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
            )
        )
        {
            throw ApiRefusal.Validation(
                "Status",
                "target_url",
                "custom",
                "target_url must use http(s) scheme"
            );
        }

        var context = body.Text("context") is { Length: > 0 } named ? named : "default";
        var sha = await CommitAsync(call, repository, call.Route("sha"));
        var status = await call.World.SetStatusAsync(
            repository,
            sha,
            state,
            context,
            description,
            target,
            by
        );
        if (status is null)
        {
            throw ApiRefusal.Validation(
                "Status",
                "context",
                "custom",
                "This SHA and context has reached the maximum number of statuses."
            );
        }

        var shape = Of(call.World, repository, status);
        call.Http.Response.Headers.Location = shape["url"]!.GetValue<string>();
        return ApiAnswer.Created(shape);
    }

    /// <summary>All of a commit's statuses, the newest first.</summary>
    public static async Task<ApiAnswer> ListAsync(ApiCall call, string reference)
    {
        var (repository, _, _) = call.Repository("statuses", "read");
        var sha = await FindAsync(call, repository, reference);
        var (items, link) = Paging.Of(call, repository.StatusesOf(sha));
        return ApiAnswer.Ok(
            Json.Array(items.Select(status => Of(call.World, repository, status))),
            link
        );
    }

    /// <summary>The newest of each context, and what they say together.</summary>
    public static async Task<ApiAnswer> CombinedAsync(ApiCall call, string reference)
    {
        var (repository, may, _) = call.Repository("statuses", "read");
        var sha = await FindAsync(call, repository, reference);
        var newest = repository
            .StatusesOf(sha)
            .DistinctBy(status => status.Context, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var (items, link) = Paging.Of(call, newest);
        var api = $"{RepositoryShape.Url(call.World, repository)}/commits/{sha}";
        var shape = new JsonObject
        {
            ["state"] =
                newest.Any(status => status.State is "failure" or "error") ? "failure"
                : newest.Count > 0 && newest.All(status => status.State == "success") ? "success"
                : "pending",
            ["statuses"] = Json.Array(
                items.Select(status =>
                {
                    var one = Of(call.World, repository, status);
                    one.Remove("creator");
                    return one;
                })
            ),
            ["sha"] = sha,
            ["total_count"] = newest.Count,
            ["repository"] = RepositoryShape.Of(call.World, repository, may),
            ["commit_url"] = api,
            ["url"] = api + "/status",
        };
        return ApiAnswer.Ok(shape, link);
    }

    private static JsonObject Of(World world, Repository repository, CommitStatus status)
    {
        var creator = AccountShape.Simple(world, status.Creator);
        return new JsonObject
        {
            ["url"] = $"{RepositoryShape.Url(world, repository)}/statuses/{status.Sha}",
            ["avatar_url"] = creator["avatar_url"]!.GetValue<string>(),
            ["id"] = status.Id,
            ["node_id"] = Json.NodeId("013:StatusContext", status.Id),
            ["state"] = status.State,
            ["description"] = status.Description,
            ["target_url"] = status.TargetUrl,
            ["context"] = status.Context,
            ["created_at"] = Json.Iso(status.At),
            ["updated_at"] = Json.Iso(status.At),
            ["creator"] = creator,
        };
    }

    private static async Task<string> FindAsync(
        ApiCall call,
        Repository repository,
        string reference
    )
    {
        var git = await call.World.Git.OpenAsync(repository);
        return await git.ResolveAsync(reference) ?? throw ApiRefusal.NotFound;
    }

    /// <summary>A status and a check belong to one commit, named in full.</summary>
    public static async Task<string> CommitAsync(ApiCall call, Repository repository, string sha)
    {
        var git = await call.World.Git.OpenAsync(repository);
        var found = sha.Length == 40 ? await git.ResolveAsync(sha) : null;
        return found == sha ? sha : throw new ApiRefusal(422, $"No commit found for SHA: {sha}");
    }
}
