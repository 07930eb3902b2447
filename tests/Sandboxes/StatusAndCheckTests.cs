using Sandbox;

namespace Portal.Tests.Sandboxes;

public sealed class StatusAndCheckTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task The_newest_status_of_each_context_counts()
    {
        var repository = hub.Take();
        var sha = await hub.BranchAsync(repository, "feature/deep", "x.txt", "x\n");
        var combined = $"{repository.FullName}/commits/feature/deep/status";
        var none = await hub.GetAsync(combined);

        await SetAsync(repository, sha, "failure", "ci");
        await SetAsync(repository, sha, "success", "docs");
        var failed = await hub.GetAsync(combined);
        await SetAsync(repository, sha, "success", "CI");
        var passed = await hub.GetAsync(combined);

        Assert.Equal(
            ["pending", "failure", "success"],
            new[] { none, failed, passed }.Select(a => a.With(200)["state"])
        );
        Assert.Equal("2", passed["total_count"]);
        var all = await hub.GetAsync($"{repository.FullName}/commits/{sha}/statuses");
        Assert.Equal(3, all.Json.AsArray().Count);
        var told = (await hub.EventsAsync(repository)).Where(one => one.Event == "status").ToList();
        Assert.Equal(3, told.Count);
        Assert.Equal("feature/deep", told[0].Body["branches"]![0]!["name"]!.ToString());
    }

    [Fact]
    public async Task A_commit_takes_a_thousand_statuses_of_a_context_and_no_more()
    {
        var repository = hub.Take();
        var sha = (await hub.World.Git.OpenAsync(repository)).Branches["main"];
        foreach (var id in Enumerable.Range(1, 999))
        {
            var status = new CommitStatus(
                -id,
                sha,
                "pending",
                "ci",
                null,
                null,
                hub.Octocat,
                hub.World.Clock.Now
            );
            repository.Statuses[-id] = status;
        }

        (await SetAsync(repository, sha, "success", "ci")).With(201);
        (await SetAsync(repository, sha, "success", "CI")).With(422);
        (await SetAsync(repository, sha, "success", "other")).With(201);
    }

    [Fact]
    public async Task A_status_is_of_a_known_commit_and_state()
    {
        var repository = hub.Take();
        var sha = (await hub.World.Git.OpenAsync(repository)).Branches["main"];

        (await SetAsync(repository, sha, "great", "ci")).With(422);
        (await SetAsync(repository, new string('3', 40), "success", "ci")).With(422);
        (
            await hub.CallAsync(
                HttpMethod.Post,
                $"{repository.FullName}/statuses/{sha}",
                new { state = "success" },
                hub.TokenFor(("statuses", "read"))
            )
        ).With(403);
    }

    [Fact]
    public async Task A_check_runs_and_completes()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var runs = $"{repository.FullName}/check-runs";
        var made = await hub.PostAsync(
            runs,
            new
            {
                name = "lint",
                head_sha = pull.HeadSha,
                status = "in_progress",
            }
        );
        var one = $"{runs}/{made.With(201)["id"]}";

        (await hub.CallAsync(HttpMethod.Patch, one, new { status = "completed" })).With(422);
        var done = await hub.CallAsync(HttpMethod.Patch, one, new { conclusion = "success" });

        Assert.Equal("completed", done.With(200)["status"]);
        Assert.NotNull(done.Json["completed_at"]);
        Assert.Equal(
            pull.Number,
            (int)Assert.Single(done.Json["pull_requests"]!.AsArray())!["number"]!
        );
        var list = await hub.GetAsync($"{repository.FullName}/commits/change/check-runs");
        Assert.Equal("1", list["total_count"]);
        Assert.Equal(
            ["created", "completed"],
            (await hub.EventsAsync(repository))
                .Where(told => told.Event == "check_run")
                .Select(told => told.Body["action"]!.ToString())
        );
    }

    [Fact]
    public async Task A_person_makes_no_checks()
    {
        var repository = hub.Take();
        var sha = (await hub.World.Git.OpenAsync(repository)).Branches["main"];
        var person = hub.World.MintUserToken(hub.App, hub.Octocat).Value;

        (
            await hub.CallAsync(
                HttpMethod.Post,
                $"{repository.FullName}/check-runs",
                new { name = "lint", head_sha = sha },
                person
            )
        ).With(403);
    }

    private Task<Answer> SetAsync(
        Repository repository,
        string sha,
        string state,
        string context
    ) => hub.PostAsync($"{repository.FullName}/statuses/{sha}", new { state, context });
}
