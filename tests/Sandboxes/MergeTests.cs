namespace Portal.Tests.Sandboxes;

public sealed class MergeTests(Hub hub) : IClassFixture<Hub>
{
    [Theory]
    [InlineData("merge", 2)]
    [InlineData("squash", 1)]
    [InlineData("rebase", 1)]
    public async Task A_merge_brings_both_sides_together(string method, int parents)
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var onto = await hub.BranchAsync(repository, "main", "meanwhile.txt", "meanwhile\n");
        var path = $"{repository.FullName}/pulls/{pull.Number}";
        (await hub.GetAsync($"{path}/merge")).With(404);

        var merged = await MergeAsync(path, new { merge_method = method, sha = pull.HeadSha });

        var sha = merged.With(200)["sha"];
        var commit = await hub.GetAsync($"{repository.FullName}/git/commits/{sha}");
        Assert.Equal(parents, commit.Json["parents"]!.AsArray().Count);
        Assert.Equal(onto, commit.Json["parents"]![0]!["sha"]!.ToString());
        (await hub.GetAsync($"{repository.FullName}/contents/new.txt")).With(200);
        (await hub.GetAsync($"{repository.FullName}/contents/meanwhile.txt")).With(200);
        (await hub.GetAsync($"{path}/merge")).With(204);
        var events = await hub.EventsAsync(repository);
        var push = events.Last(one => one.Event == "push").Body;
        Assert.Equal((onto, sha), (push["before"]!.ToString(), push["after"]!.ToString()));
        var closed = events.Last(one => one.Event == "pull_request").Body;
        Assert.Equal("closed", closed["action"]!.ToString());
        Assert.True((bool)closed["pull_request"]!["merged"]!);
    }

    [Fact]
    public async Task What_conflicts_is_not_mergeable_and_stays_as_it_is()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository, "README.md", "# Theirs\n");
        var path = $"{repository.FullName}/pulls/{pull.Number}";
        var before = await hub.GetAsync(path);
        await hub.BranchAsync(repository, "main", "README.md", "# Ours\n");

        var after = await hub.GetAsync(path);
        (await MergeAsync(path, new { })).With(405);
        (await hub.CallAsync(HttpMethod.Put, $"{path}/update-branch", new { })).With(422);

        Assert.Equal("true", before["mergeable"]);
        Assert.Equal("false", after["mergeable"]);
        Assert.Equal("dirty", after["mergeable_state"]);
        Assert.True(pull.IsOpen);
    }

    [Fact]
    public async Task A_merge_of_a_head_that_has_moved_is_refused()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var seen = pull.HeadSha;
        await hub.BranchAsync(repository, "change", "more.txt", "more\n");

        var refused = await MergeAsync(
            $"{repository.FullName}/pulls/{pull.Number}",
            new { sha = seen }
        );

        Assert.StartsWith(
            "Head branch was modified",
            refused.With(409)["message"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_update_brings_the_base_into_the_branch_once()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        await hub.BranchAsync(repository, "main", "meanwhile.txt", "meanwhile\n");
        var path = $"{repository.FullName}/pulls/{pull.Number}";
        var seen = pull.HeadSha;

        (await hub.CallAsync(HttpMethod.Put, $"{path}/update-branch", new { })).With(202);

        (
            await hub.CallAsync(
                HttpMethod.Put,
                $"{path}/update-branch",
                new { expected_head_sha = seen }
            )
        ).With(422);
        (await hub.CallAsync(HttpMethod.Put, $"{path}/update-branch", new { })).With(422);
        Assert.NotEqual(seen, pull.HeadSha);
        Assert.Equal(
            "new.txt",
            Assert.Single((await hub.GetAsync($"{path}/files")).Json.AsArray())![
                "filename"
            ]!.ToString()
        );
        var (_, moved) = (await hub.EventsAsync(repository))[^1];
        Assert.Equal("synchronize", moved["action"]!.ToString());
    }

    [Fact]
    public async Task A_pull_request_whose_commits_are_pushed_to_its_base_is_merged()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);

        (
            await hub.CallAsync(
                HttpMethod.Patch,
                $"{repository.FullName}/git/refs/heads/main",
                new { sha = pull.HeadSha }
            )
        ).With(200);

        (await hub.GetAsync($"{repository.FullName}/pulls/{pull.Number}/merge")).With(204);
        Assert.Equal("closed", pull.State);
    }

    [Fact]
    public async Task A_pull_request_closes_with_its_branch_and_opens_no_more()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var path = $"{repository.FullName}/pulls/{pull.Number}";
        var branch = $"{repository.FullName}/git/refs/heads/change";

        (await hub.CallAsync(HttpMethod.Delete, branch)).With(204);
        (await hub.CallAsync(HttpMethod.Patch, path, new { state = "open" })).With(422);

        Assert.Equal("closed", (await hub.GetAsync(path))["state"]);
        Assert.Equal(
            ["pull_request", "delete", "push"],
            (await hub.EventsAsync(repository)).TakeLast(3).Select(one => one.Event)
        );
    }

    [Fact]
    public async Task A_merge_needs_the_permission_to_write_contents()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var token = hub.TokenFor(("pull_requests", "write"), ("contents", "read"));

        (
            await hub.CallAsync(
                HttpMethod.Put,
                $"{repository.FullName}/pulls/{pull.Number}/merge",
                new { },
                token
            )
        ).With(403);
    }

    private Task<Answer> MergeAsync(string pull, object body) =>
        hub.CallAsync(HttpMethod.Put, $"{pull}/merge", body);
}
