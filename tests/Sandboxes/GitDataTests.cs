namespace Portal.Tests.Sandboxes;

public sealed class GitDataTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task Several_files_become_one_commit_on_a_new_branch()
    {
        var repository = hub.Take();
        var git = $"{repository.FullName}/git";
        var tip = (await hub.GetAsync($"{git}/ref/heads/main")).Json["object"]!["sha"]!.ToString();
        var from = (await hub.GetAsync($"{git}/commits/{tip}")).Json["tree"]!["sha"]!.ToString();
        var blob = await hub.PostAsync(
            $"{git}/blobs",
            new { content = "AAEC", encoding = "base64" }
        );
        var tree = await hub.PostAsync(
            $"{git}/trees",
            new
            {
                base_tree = from,
                tree = new object[]
                {
                    Entry("bin/data", sha: blob.With(201)["sha"]),
                    new
                    {
                        path = "run.sh",
                        mode = "100755",
                        type = "blob",
                        content = "#!/bin/sh\n",
                    },
                    Entry("README.md", sha: null),
                },
            }
        );
        var commit = await hub.PostAsync(
            $"{git}/commits",
            new
            {
                message = "Three at once",
                tree = tree.With(201)["sha"],
                parents = new[] { tip },
            }
        );
        var sha = commit.With(201)["sha"];

        (await hub.PostAsync($"{git}/refs", new { @ref = "refs/heads/three", sha })).With(201);

        Assert.Equal("Three at once", (await hub.GetAsync($"{git}/commits/{sha}"))["message"]);
        var all = await hub.GetAsync($"{git}/trees/{sha}?recursive=1");
        var paths = all.Json["tree"]!
            .AsArray()
            .ToDictionary(one => one!["path"]!.ToString(), one => one!["mode"]!.ToString());
        Assert.Equal("100644", paths["bin/data"]);
        Assert.Equal("100755", paths["run.sh"]);
        Assert.Contains("src/main.txt", paths.Keys);
        Assert.DoesNotContain("README.md", paths.Keys);
        var events = await hub.EventsAsync(repository);
        Assert.Equal(["create", "push"], events.Select(one => one.Event));
        Assert.Equal(sha, events[1].Body["commits"]![0]!["id"]!.ToString());
    }

    [Fact]
    public async Task A_ref_does_not_move_backwards_unless_forced()
    {
        var repository = hub.Take();
        var path = $"{repository.FullName}/git/refs/heads/main";
        var git = await hub.World.Git.OpenAsync(repository);
        var old = (await git.CommitAsync("main")).Parents[0];

        var refused = await hub.CallAsync(HttpMethod.Patch, path, new { sha = old });
        var untouched = await hub.EventsAsync(repository);
        var forced = await hub.CallAsync(HttpMethod.Patch, path, new { sha = old, force = true });

        Assert.Equal("Update is not a fast forward", refused.With(422)["message"]);
        Assert.Empty(untouched);
        Assert.Equal(old, forced.With(200).Json["object"]!["sha"]!.ToString());
        Assert.True((bool)Assert.Single(await hub.EventsAsync(repository)).Body["forced"]!);
    }

    [Fact]
    public async Task Of_two_who_create_the_same_ref_one_is_refused()
    {
        var repository = hub.Take();
        var git = await hub.World.Git.OpenAsync(repository);
        var wish = new { @ref = "refs/heads/mine", sha = git.Branches["main"] };

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => hub.PostAsync($"{repository.FullName}/git/refs", wish))
        );

        Assert.Equal([201, 422, 422, 422], answers.Select(a => (int)a.Status).Order());
        Assert.Equal(2, (await hub.EventsAsync(repository)).Count);
    }

    [Fact]
    public async Task An_empty_repository_has_no_database_yet()
    {
        var git = "acme/empty/git";
        var sha = new string('1', 40);

        (await hub.PostAsync($"{git}/refs", new { @ref = "refs/heads/main", sha })).With(409);
        (await hub.PostAsync($"{git}/blobs", new { content = "x" })).With(409);
        (await hub.GetAsync($"{git}/ref/heads/main")).With(409);
    }

    [Fact]
    public async Task An_annotated_tag_is_an_object_and_then_a_ref()
    {
        var repository = hub.Take();
        var git = await hub.World.Git.OpenAsync(repository);
        var tag = (
            await hub.PostAsync(
                $"{repository.FullName}/git/tags",
                new
                {
                    tag = "v1",
                    message = "The first",
                    @object = git.Branches["main"],
                    type = "commit",
                }
            )
        ).With(201);
        (
            await hub.PostAsync(
                $"{repository.FullName}/git/refs",
                new { @ref = "refs/tags/v1", sha = tag["sha"] }
            )
        ).With(201);

        var read = await hub.GetAsync($"{repository.FullName}/git/tags/{tag["sha"]}");
        var tags = await hub.GetAsync($"{repository.FullName}/tags");

        Assert.Equal("The first", read["message"]);
        Assert.Equal(
            git.Branches["main"],
            Assert.Single(tags.Json.AsArray())!["commit"]!["sha"]!.ToString()
        );
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_deleted_from_a_tree_nor_put_into_it()
    {
        var repository = hub.Take();
        var trees = $"{repository.FullName}/git/trees";

        (
            await hub.PostAsync(
                trees,
                new { base_tree = "main", tree = new[] { Entry("nothing.txt", null) } }
            )
        ).With(422);
        (await hub.PostAsync(trees, new { tree = new[] { Entry("x", new string('2', 40)) } })).With(
            422
        );
    }

    [Theory]
    [InlineData("main...side", "ahead", 1, 0)]
    [InlineData("side...main", "behind", 0, 1)]
    [InlineData("acme:side...other", "diverged", 1, 1)]
    [InlineData("main...main", "identical", 0, 0)]
    public async Task Two_branches_are_compared(string pair, string status, int ahead, int behind)
    {
        var repository = hub.Take();
        await hub.BranchAsync(repository, "side", "side.txt", "side\n");
        await hub.BranchAsync(repository, "other", "other.txt", "other\n");

        var answer = (await hub.GetAsync($"{repository.FullName}/compare/{pair}")).With(200);

        Assert.Equal(status, answer["status"]);
        Assert.Equal(
            (ahead, behind),
            ((int)answer.Json["ahead_by"]!, (int)answer.Json["behind_by"]!)
        );
        Assert.Equal(ahead, answer.Json["commits"]!.AsArray().Count);
        Assert.Equal(ahead, answer.Json["files"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_pages_of_a_comparison_hold_each_commit_once_and_the_oldest_first()
    {
        var repository = hub.Take();
        var made = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            made.Add(await hub.BranchAsync(repository, "side", $"{number}.txt", "x\n"));
        }

        var pages = new List<Answer>();
        for (var page = 1; page <= 3; page++)
        {
            pages.Add(
                await hub.GetAsync(
                    $"{repository.FullName}/compare/main...side?per_page=2&page={page}"
                )
            );
        }

        Assert.Equal(
            made,
            pages.SelectMany(page =>
                page.Json["commits"]!.AsArray().Select(commit => commit!["sha"]!.ToString())
            )
        );
        Assert.Equal([true, false, false], pages.Select(page => page.Json["files"] is not null));
    }

    private static object Entry(string path, string? sha) =>
        new
        {
            path,
            mode = "100644",
            type = "blob",
            sha,
        };
}
