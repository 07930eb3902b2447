using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Checks as the API and the webhooks show them (`check-run`, `check-run-with-simple-check-suite`).</summary>
internal static class CheckRunShape
{
    public static JsonObject Of(World world, CheckRun run)
    {
        var api = $"{RepositoryShape.Url(world, run.Repository)}/check-runs/{run.Id}";
        var web = $"{AccountShape.Web(world)}/{run.Repository.FullName}/runs/{run.Id}";
        return new JsonObject
        {
            ["id"] = run.Id,
            ["name"] = run.Name,
            ["node_id"] = Json.NodeId("08:CheckRun", run.Id),
            ["head_sha"] = run.HeadSha,
            ["external_id"] = run.ExternalId,
            ["url"] = api,
            ["html_url"] = web,
            ["details_url"] = run.DetailsUrl ?? run.App.HomepageUrl,
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["started_at"] = Json.Iso(run.StartedAt),
            ["completed_at"] = Json.Iso(run.CompletedAt),
            ["output"] = new JsonObject
            {
                ["title"] = run.OutputTitle,
                ["summary"] = run.OutputSummary,
                ["text"] = run.OutputText,
                ["annotations_count"] = run.Annotations.Count,
                ["annotations_url"] = api + "/annotations",
            },
            ["check_suite"] = new JsonObject { ["id"] = run.SuiteId },
            ["app"] = AppShape.Of(world, run.App),
            ["pull_requests"] = Pulls(world, run),
        };
    }

    /// <summary>A webhook tells more of the suite.</summary>
    public static JsonObject InHook(World world, CheckRun run)
    {
        var shape = Of(world, run);
        var branch = run
            .Repository.Pulls.Values.FirstOrDefault(pull => pull.HeadSha == run.HeadSha)
            ?.Head;
        shape["check_suite"] = new JsonObject
        {
            ["id"] = run.SuiteId,
            ["node_id"] = Json.NodeId("010:CheckSuite", run.SuiteId),
            ["head_branch"] = branch,
            ["head_sha"] = run.HeadSha,
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["url"] = $"{RepositoryShape.Url(world, run.Repository)}/check-suites/{run.SuiteId}",
            ["before"] = null,
            ["after"] = run.HeadSha,
            ["pull_requests"] = Pulls(world, run),
            ["app"] = AppShape.Of(world, run.App),
            ["created_at"] = Json.Iso(run.StartedAt),
            ["updated_at"] = Json.Iso(run.CompletedAt ?? run.StartedAt),
        };
        return shape;
    }

    /// <summary>The open pull requests of which this commit is the head.</summary>
    private static JsonArray Pulls(World world, CheckRun run) =>
        Json.Array(
            run.Repository.Pulls.Values.Where(pull => pull.IsOpen && pull.HeadSha == run.HeadSha)
                .OrderBy(pull => pull.Number)
                .Select(pull => new JsonObject
                {
                    ["id"] = pull.Id,
                    ["number"] = pull.Number,
                    ["url"] = $"{RepositoryShape.Url(world, run.Repository)}/pulls/{pull.Number}",
                    ["head"] = Side(world, run.Repository, pull.Head, pull.HeadSha),
                    ["base"] = Side(world, run.Repository, pull.Base, pull.BaseSha),
                })
        );

    private static JsonObject Side(World world, Repository repository, string branch, string sha) =>
        new()
        {
            ["ref"] = branch,
            ["sha"] = sha,
            ["repo"] = new JsonObject
            {
                ["id"] = repository.Id,
                ["url"] = RepositoryShape.Url(world, repository),
                ["name"] = repository.Name,
            },
        };
}
