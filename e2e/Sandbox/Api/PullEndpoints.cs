using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Pull requests.
/// https://docs.github.com/enterprise-server@3.19/rest/pulls/pulls
/// </summary>
internal static class PullEndpoints
{
    private const string Pulls = "/repos/{owner}/{repo}/pulls";

    /// <summary>GitHub tells of no more commits than these.</summary>
    private const int MostCommits = 250;

    public static void Map(ApiMap api)
    {
        api.Get(Pulls, ListAsync);
        api.Post(Pulls, CreateAsync);
        api.Get(
            Pulls + "/{number}",
            async call =>
                ApiAnswer.Ok(await PullShape.FullAsync(call.World, await FindAsync(call, "read")))
        );
        api.Patch(Pulls + "/{number}", EditAsync);
        api.Get(Pulls + "/{number}/files", FilesAsync);
        api.Get(Pulls + "/{number}/commits", CommitsAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var (repository, _, _) = call.Repository("pull_requests", "read");
        await call.World.KnowHeadsAsync(repository);
        var state = call.Query("state") ?? "open";
        if (state is not ("open" or "closed" or "all"))
        {
            throw ApiRefusal.Validation("PullRequest", "state", "invalid");
        }

        var head = call.Query("head");
        var onto = call.Query("base");
        var found = repository.Pulls.Values.Where(pull =>
            (state == "all" || pull.State == state)
            && (
                head is null
                || head.Equals(
                    $"{repository.Owner.Login}:{pull.Head}",
                    StringComparison.OrdinalIgnoreCase
                )
            )
            && (onto is null || onto == pull.Base)
        );
        var (items, link) = Paging.Of(call, Sorted(call, found));
        return ApiAnswer.Ok(
            Json.Array(items.Select(pull => PullShape.Simple(call.World, pull))),
            link
        );
    }

    /// <summary>Newest first by creation; by another field the oldest first, unless a direction says otherwise.</summary>
    private static List<PullRequest> Sorted(ApiCall call, IEnumerable<PullRequest> pulls)
    {
        var updated = call.Query("sort") is "updated" or "long-running";
        var ordered = updated
            ? pulls.OrderBy(pull => pull.UpdatedAt).ThenBy(pull => pull.Number)
            : pulls.OrderBy(pull => pull.Number);
        var descending =
            (call.Query("direction") ?? (call.Query("sort") is null or "created" ? "desc" : "asc"))
            == "desc";
        return descending ? [.. ordered.Reverse()] : [.. ordered];
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("pull_requests", "write");
        var body = await call.BodyAsync();
        var title = Text(body, "title");
        var head =
            Text(body, "head")
            ?? throw ApiRefusal.Validation("PullRequest", "head", "missing_field");
        var onto =
            Text(body, "base")
            ?? throw ApiRefusal.Validation("PullRequest", "base", "missing_field");
        if (string.IsNullOrWhiteSpace(title))
        {
            throw ApiRefusal.Validation("PullRequest", "title", "missing_field");
        }

        var prefix = repository.Owner.Login + ":";
        var branch = head.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            ? head[prefix.Length..]
            : head;
        var draft = body["draft"]?.GetValueKind() == JsonValueKind.True;
        var (result, pull) = await call.World.OpenPullAsync(
            repository,
            title,
            branch,
            onto,
            Text(body, "body"),
            draft,
            by
        );
        return result switch
        {
            OpenPullResult.Opened => ApiAnswer.Created(
                await PullShape.FullAsync(call.World, pull!)
            ),
            OpenPullResult.NoHead => throw ApiRefusal.Validation("PullRequest", "head", "invalid"),
            OpenPullResult.NoBase => throw ApiRefusal.Validation("PullRequest", "base", "invalid"),
            OpenPullResult.NoCommits => throw ApiRefusal.Validation(
                "PullRequest",
                "head",
                "custom",
                $"No commits between {onto} and {branch}"
            ),
            OpenPullResult.AlreadyOpen => throw ApiRefusal.Validation(
                "PullRequest",
                "head",
                "custom",
                $"A pull request already exists for {prefix}{branch}."
            ),
        };
    }

    private static async Task<ApiAnswer> EditAsync(ApiCall call)
    {
        var pull = await FindAsync(call, "write");
        var body = await call.BodyAsync();
        var state = Text(body, "state");
        if (state is not (null or "open" or "closed"))
        {
            throw ApiRefusal.Validation("PullRequest", "state", "invalid");
        }

        if (state == "open" && pull.MergedAt is not null)
        {
            throw ApiRefusal.Validation(
                "PullRequest",
                "state",
                "custom",
                "Merged pull requests can't be reopened"
            );
        }

        var (_, _, by) = call.Repository("pull_requests", "write");
        await call.World.EditPullAsync(
            pull,
            Text(body, "title"),
            Text(body, "body"),
            Text(body, "base"),
            by
        );
        if (state == "closed")
        {
            await call.World.ClosePullAsync(pull, by);
        }
        else if (state == "open" && !await call.World.ReopenPullAsync(pull, by))
        {
            throw ApiRefusal.Validation(
                "PullRequest",
                "state",
                "custom",
                $"state cannot be changed. The {pull.Head} branch has been deleted."
            );
        }

        return ApiAnswer.Ok(await PullShape.FullAsync(call.World, pull));
    }

    private static async Task<ApiAnswer> FilesAsync(ApiCall call)
    {
        var pull = await FindAsync(call, "read");
        var git = await call.World.Git.OpenAsync(pull.Repository);
        var (items, link) = Paging.Of(call, await PullShape.FilesAsync(git, pull));
        return ApiAnswer.Ok(
            Json.Array(
                items.Select(file =>
                    CommitShape.File(call.World, pull.Repository, pull.HeadSha, file)
                )
            ),
            link
        );
    }

    private static async Task<ApiAnswer> CommitsAsync(ApiCall call)
    {
        var pull = await FindAsync(call, "read");
        var git = await call.World.Git.OpenAsync(pull.Repository);
        var commits = await git.LogAsync(
            $"{pull.BaseSha}..{pull.HeadSha}",
            0,
            MostCommits,
            "--reverse"
        );
        var (items, link) = Paging.Of(call, commits);
        return ApiAnswer.Ok(
            Json.Array(items.Select(commit => CommitShape.Of(call.World, pull.Repository, commit))),
            link
        );
    }

    private static Task<PullRequest> FindAsync(ApiCall call, string level) =>
        FindAsync(call, "pull_requests", level);

    public static async Task<PullRequest> FindAsync(ApiCall call, string permission, string level)
    {
        var (repository, _, _) = call.Repository(permission, level);
        await call.World.Git.OpenAsync(repository);
        return repository.Pulls.GetValueOrDefault((int)Math.Min(int.MaxValue, call.Id("number")))
            ?? throw ApiRefusal.NotFound;
    }

    private static string? Text(JsonObject body, string name) =>
        body[name]?.GetValueKind() == JsonValueKind.String ? body[name]!.GetValue<string>() : null;
}
