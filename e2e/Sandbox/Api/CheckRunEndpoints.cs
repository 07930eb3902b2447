using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Checks, which only apps make.
/// https://docs.github.com/enterprise-server@3.19/rest/checks/runs
/// </summary>
internal static class CheckRunEndpoints
{
    private const string CheckRuns = "/repos/{owner}/{repo}/check-runs";
    private const int MostAnnotationsAtOnce = 50;

    private static readonly string[] _statuses = ["queued", "in_progress", "completed"];

    private static readonly string[] _conclusions =
    [
        "action_required",
        "cancelled",
        "failure",
        "neutral",
        "success",
        "skipped",
        "timed_out",
    ];

    public static void Map(ApiMap api)
    {
        api.Post(CheckRuns, CreateAsync);
        api.Get(CheckRuns + "/{id}", Show);
        api.Patch(CheckRuns + "/{id}", EditAsync);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("checks", "write");
        var app = TheApp(call);
        var body = await call.BodyAsync();
        var name = body.Required("name");
        var sha = await StatusEndpoints.CommitAsync(call, repository, body.Required("head_sha"));
        var run = new CheckRun
        {
            Id = call.World.NextId(),
            App = app,
            Repository = repository,
            SuiteId = call.World.CheckSuite(repository, app, sha),
            HeadSha = sha,
            Name = name,
            StartedAt = call.World.Clock.Now,
        };
        Apply(call, run, body);
        call.World.AddCheckRun(run, by!);
        var shape = CheckRunShape.Of(call.World, run);
        call.Http.Response.Headers.Location = shape["url"]!.GetValue<string>();
        return ApiAnswer.Created(shape);
    }

    private static ApiAnswer Show(ApiCall call)
    {
        var (repository, _, _) = call.Repository("checks", "read");
        return ApiAnswer.Ok(CheckRunShape.Of(call.World, Find(call, repository)));
    }

    private static async Task<ApiAnswer> EditAsync(ApiCall call)
    {
        var (repository, _, by) = call.Repository("checks", "write");
        var app = TheApp(call);
        var run = Find(call, repository);
        if (run.App != app)
        {
            throw new ApiRefusal(
                403,
                $"Invalid app_id `{app.Id}` - check run can only be modified by the GitHub App that created it."
            );
        }

        var open = run.Status != "completed";
        Apply(call, run, await call.BodyAsync());
        if (open && run.Status == "completed")
        {
            call.World.CheckRunCompleted(run, by!);
        }

        return ApiAnswer.Ok(CheckRunShape.Of(call.World, run));
    }

    /// <summary>Of a commit; unless all are asked for, the newest of each name and app.</summary>
    public static async Task<ApiAnswer> ListAsync(ApiCall call, string reference)
    {
        var (repository, _, _) = call.Repository("checks", "read");
        var git = await call.World.Git.OpenAsync(repository);
        var sha =
            await git.ResolveAsync(reference)
            ?? throw new ApiRefusal(422, $"No commit found for SHA: {reference}");
        var (name, status, app) = (
            call.Query("check_name"),
            call.Query("status"),
            call.Query("app_id")
        );
        var found = repository
            .CheckRuns.Values.Where(run =>
                run.HeadSha == sha
                && (name is null || run.Name == name)
                && (status is null || run.Status == status)
                && (app is null || $"{run.App.Id}" == app)
            )
            .OrderByDescending(run => run.Id)
            .ToList();
        if (call.Query("filter") != "all")
        {
            found = [.. found.DistinctBy(run => (run.App.Id, run.Name))];
        }

        var (items, link) = Paging.Of(call, found);
        return ApiAnswer.Ok(
            new JsonObject
            {
                ["total_count"] = found.Count,
                ["check_runs"] = Json.Array(items.Select(run => CheckRunShape.Of(call.World, run))),
            },
            link
        );
    }

    /// <summary>Everything is read before anything is changed: a refused request leaves the check as it was.</summary>
    private static void Apply(ApiCall call, CheckRun run, JsonObject body)
    {
        var conclusion = body.OneOf("conclusion", _conclusions);
        // A conclusion, or the time of it, says that it is over.
        var completed = body.Time("completed_at");
        var status =
            body.OneOf("status", _statuses)
            ?? (conclusion is not null || completed is not null ? "completed" : run.Status);
        if (status == "completed" && (conclusion ?? run.Conclusion) is null)
        {
            throw Fields.Missing("conclusion");
        }

        var started = body.Time("started_at");
        var (name, details, external) = (
            body.Text("name"),
            body.Text("details_url"),
            body.Text("external_id")
        );
        ReadOutput(run, body.Object("output"));
        run.Name = name ?? run.Name;
        run.DetailsUrl = details ?? run.DetailsUrl;
        run.ExternalId = external ?? run.ExternalId;
        run.StartedAt = started ?? run.StartedAt;
        run.Status = status;
        var over = status == "completed";
        run.Conclusion = over ? conclusion ?? run.Conclusion : null;
        run.CompletedAt = over ? completed ?? run.CompletedAt ?? call.World.Clock.Now : null;
    }

    private static void ReadOutput(CheckRun run, JsonObject? output)
    {
        if (output is null)
        {
            return;
        }

        var summary = output.Required("summary");
        var annotations = output.List("annotations") ?? [];
        if (annotations.Count > MostAnnotationsAtOnce)
        {
            throw Fields.Invalid("No more than 50 annotations can be sent at once.");
        }

        run.OutputTitle = output.Text("title") ?? run.OutputTitle;
        run.OutputSummary = summary;
        run.OutputText = output.Text("text") ?? run.OutputText;
        run.Annotations.AddRange(
            annotations.OfType<JsonObject>().Select(one => (JsonObject)one.DeepClone())
        );
    }

    private static CheckRun Find(ApiCall call, Repository repository) =>
        repository.CheckRuns.GetValueOrDefault(call.Id("id")) ?? throw ApiRefusal.NotFound;

    private static App TheApp(ApiCall call) =>
        call.ActingInstallation()?.App
        ?? throw new ApiRefusal(403, "You must authenticate via a GitHub App.");
}
