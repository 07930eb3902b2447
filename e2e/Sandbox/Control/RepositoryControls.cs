using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>What people do with git and on the pages of a repository.</summary>
internal static class RepositoryControls
{
    private sealed record PushBody(
        string Repository,
        string? Branch,
        string? Message,
        Dictionary<string, string?>? Files,
        string? Author
    );

    private sealed record BranchBody(string Repository, string Branch, string? From, string? By);

    private sealed record OpenBody(
        string Repository,
        string? Title,
        string? Head,
        string? Base,
        string? Body,
        bool Draft,
        string? Author
    );

    private sealed record ChangeBody(
        string Repository,
        int Number,
        string? State,
        string? Title,
        string? Body,
        string? Base,
        bool Merge,
        string? By
    );

    public static void Map(ControlMap map)
    {
        map.On("POST", "/push", PushAsync);
        map.On("POST", "/branches", CreateBranchAsync);
        map.Do("DELETE", "/branches", DeleteBranchAsync);
        map.On("POST", "/pulls", OpenAsync);
        map.On("PATCH", "/pulls", ChangeAsync);
    }

    private static async Task<JsonNode> PushAsync(ControlCall call)
    {
        var body = await call.BodyAsync<PushBody>();
        var repository = call.Repository(body.Repository);
        var branch = body.Branch ?? repository.DefaultBranch;
        var sha = await call.World.PushAsync(
            repository,
            branch,
            body.Message ?? "A change",
            body.Files,
            call.Account(body.Author)
        );
        return new JsonObject { ["sha"] = sha, ["branch"] = branch };
    }

    private static async Task<JsonNode> CreateBranchAsync(ControlCall call)
    {
        var body = await call.BodyAsync<BranchBody>();
        var made = await call.World.CreateBranchAsync(
            call.Repository(body.Repository),
            body.Branch,
            body.From,
            call.Account(body.By)
        );
        return made
            ? new JsonObject { ["branch"] = body.Branch }
            : throw new ControlProblem(
                422,
                "The branch exists already, or there is nothing to start it from."
            );
    }

    private static async Task DeleteBranchAsync(ControlCall call)
    {
        var body = await call.BodyAsync<BranchBody>();
        if (
            !await call.World.DeleteBranchAsync(
                call.Repository(body.Repository),
                body.Branch,
                call.Account(body.By)
            )
        )
        {
            throw new ControlProblem(422, "There is no such branch, or it is the default one.");
        }
    }

    /// <summary>Without a head it makes a branch with one commit of its own.</summary>
    private static async Task<JsonNode> OpenAsync(ControlCall call)
    {
        var body = await call.BodyAsync<OpenBody>();
        var repository = call.Repository(body.Repository);
        var title = body.Title ?? "A change";
        var head = body.Head ?? $"change-{call.World.NextId()}";
        if (body.Head is null)
        {
            await call.World.PushAsync(repository, head, title, author: call.Account(body.Author));
        }

        var (result, pull) = await call.World.OpenPullAsync(
            repository,
            title,
            head,
            body.Base,
            body.Body,
            body.Draft,
            call.Account(body.Author)
        );
        return pull is null
            ? throw new ControlProblem(422, $"The pull request was not opened: {result}.")
            : await PullShape.FullAsync(call.World, pull);
    }

    private static async Task<JsonNode> ChangeAsync(ControlCall call)
    {
        var body = await call.BodyAsync<ChangeBody>();
        var repository = call.Repository(body.Repository);
        await call.World.Git.OpenAsync(repository);
        var pull =
            repository.Pulls.GetValueOrDefault(body.Number)
            ?? throw new ControlProblem(404, $"There is no pull request {body.Number}.");
        var by = call.Account(body.By);
        await call.World.EditPullAsync(pull, body.Title, body.Body, body.Base, by);
        if (body.Merge)
        {
            var result = await call.World.MergePullAsync(pull, by);
            if (result != MergeResult.Merged)
            {
                throw new ControlProblem(422, $"The pull request was not merged: {result}.");
            }
        }
        else if (body.State == "closed")
        {
            await call.World.ClosePullAsync(pull, by);
        }
        else if (body.State == "open" && !await call.World.ReopenPullAsync(pull, by))
        {
            throw new ControlProblem(422, "It is merged, or one of its branches is gone.");
        }

        return await PullShape.FullAsync(call.World, pull);
    }
}
