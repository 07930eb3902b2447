using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Sandboxes;

public sealed class SmartHttpTests(Hub hub) : IClassFixture<Hub>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0", ".git")]
    [InlineData("2", "")]
    public async Task A_clone_with_an_installation_token_has_the_commits_of_the_API(
        string protocol,
        string suffix
    )
    {
        var repository = hub.Take();
        using var git = new GitClient();
        var url = GitClient.Url(hub, repository, hub.Token, suffix);

        await git.OkAsync("-c", $"protocol.version={protocol}", "clone", "-q", url, git.Folder);

        var commits = (await hub.GetAsync($"{repository.FullName}/commits")).With(200);
        Assert.Equal(
            commits.Json.AsArray().Select(commit => commit!["sha"]!.ToString()),
            (await git.HereAsync("log", "--format=%H")).Split('\n')
        );
    }

    [Fact]
    public async Task A_push_by_git_sends_the_push_that_the_API_shows()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);
        var before = await git.HereAsync("rev-parse", "HEAD");
        var first = await git.CommitAsync("one.txt", "one\n");
        var second = await git.CommitAsync("two.txt", "two\n");

        await git.HereAsync("push", "-q", "origin", "main");

        var branch = await hub.GetAsync($"{repository.FullName}/branches/main");
        Assert.Equal(second, branch.Json["commit"]!["sha"]!.ToString());
        var (name, push) = Assert.Single(await hub.EventsAsync(repository));
        Assert.Equal("push", name);
        Assert.Equal("refs/heads/main", push["ref"]!.ToString());
        Assert.Equal((before, second), (push["before"]!.ToString(), push["after"]!.ToString()));
        Assert.False((bool)push["created"]! || (bool)push["deleted"]! || (bool)push["forced"]!);
        Assert.Equal(
            [first, second],
            push["commits"]!.AsArray().Select(commit => commit!["id"]!.ToString())
        );
        Assert.Equal("two.txt", push["head_commit"]!["added"]![0]!.ToString());
        Assert.Equal("writer[bot]", push["sender"]!["login"]!.ToString());
    }

    [Fact]
    public async Task A_branch_that_comes_moves_back_and_goes_is_told_each_time()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);
        await git.HereAsync("push", "-q", "origin", "HEAD:refs/heads/side");
        await git.HereAsync("push", "-q", "--force", "origin", "HEAD~1:refs/heads/side");
        await git.HereAsync("push", "-q", "origin", ":side");

        var events = await hub.EventsAsync(repository);

        Assert.Equal(["create", "push", "push", "delete", "push"], events.Select(one => one.Event));
        Assert.True((bool)events[1].Body["created"]!);
        Assert.Equal(World.NoCommit, events[1].Body["before"]!.ToString());
        Assert.True((bool)events[2].Body["forced"]!);
        Assert.True((bool)events[4].Body["deleted"]!);
        Assert.Equal(World.NoCommit, events[4].Body["after"]!.ToString());
        Assert.Null(events[4].Body["head_commit"]);
        Assert.Equal("side", events[3].Body["ref"]!.ToString());
    }

    [Fact]
    public async Task Three_tags_are_told_and_four_at_once_are_not()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);
        await git.HereAsync("tag", "-a", "-m", "The first one", "v1");
        await git.HereAsync("push", "-q", "origin", "v1");
        foreach (var tag in new[] { "a", "b", "c", "d" })
        {
            await git.HereAsync("tag", tag);
        }

        await git.HereAsync("push", "-q", "--tags", "origin");

        var events = await hub.EventsAsync(repository);
        Assert.Equal(["create", "push"], events.Select(one => one.Event));
        Assert.Equal("tag", events[0].Body["ref_type"]!.ToString());
        Assert.Equal("refs/heads/main", events[1].Body["base_ref"]!.ToString());
        Assert.Equal(await git.HereAsync("rev-parse", "v1"), events[1].Body["after"]!.ToString());
        var tags = await hub.GetAsync($"{repository.FullName}/tags");
        Assert.Equal(5, tags.Json.AsArray().Count);
    }

    [Fact]
    public async Task A_push_to_the_branch_of_a_pull_request_moves_it()
    {
        var repository = hub.Take();
        var pull = await hub.PullAsync(repository);
        var before = pull.HeadSha;
        using var git = await GitClient.CloneAsync(hub, repository);
        await git.HereAsync("checkout", "-q", "change");
        var after = await git.CommitAsync("more.txt", "more\n");

        await git.HereAsync("push", "-q", "origin", "change");

        var (_, moved) = (await hub.EventsAsync(repository))[^1];
        Assert.Equal("synchronize", moved["action"]!.ToString());
        Assert.Equal((before, after), (moved["before"]!.ToString(), moved["after"]!.ToString()));
        Assert.Equal(after, moved["pull_request"]!["head"]!["sha"]!.ToString());
        Assert.Equal(
            after,
            (await git.HereAsync("ls-remote", "origin", $"refs/pull/{pull.Number}/head"))[..40]
        );
    }

    [Fact]
    public async Task The_heads_of_pull_requests_cannot_be_pushed()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);

        var (code, said) = await git.RunAsync(
            "-C",
            git.Folder,
            "push",
            "origin",
            "HEAD:refs/pull/1/head"
        );

        Assert.NotEqual(0, code);
        Assert.Contains("deny updating a hidden ref", said, StringComparison.Ordinal);
        Assert.Empty(await hub.EventsAsync(repository));
    }

    [Fact]
    public async Task Whoever_has_no_good_token_is_asked_for_one()
    {
        var repository = hub.Take();
        using var git = new GitClient();

        var (_, none) = await git.RunAsync("ls-remote", GitClient.Url(hub, repository, null));
        var (_, bad) = await git.RunAsync("ls-remote", GitClient.Url(hub, repository, "ghs_bad"));
        using var http = new HttpClient();
        using var plain = await http.GetAsync(
            new Uri($"{hub.Server.Url}{repository.FullName}/info/refs?service=git-upload-pack"),
            Ct
        );

        Assert.Contains("could not read Username", none, StringComparison.Ordinal);
        Assert.Contains("Authentication failed", bad, StringComparison.Ordinal);
        Assert.Equal(401, (int)plain.StatusCode);
        Assert.Equal("Basic", plain.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_repository_that_the_token_does_not_cover_is_not_found()
    {
        var (mine, other) = (hub.Take(), hub.Take());
        var token = hub.World.MintInstallationToken(
            hub.Installation,
            repositories: new HashSet<long> { mine.Id }
        );
        using var git = new GitClient();

        await git.OkAsync("ls-remote", GitClient.Url(hub, mine, token.Value));
        var (_, said) = await git.RunAsync("ls-remote", GitClient.Url(hub, other, token.Value));

        Assert.Contains("Repository not found", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_read_clones_and_does_not_push()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);
        var reader = GitClient.Url(hub, repository, hub.TokenFor(("contents", "read")));

        await git.HereAsync("fetch", "-q", reader, "main");
        var (_, said) = await git.RunAsync("-C", git.Folder, "push", reader, "HEAD:refs/heads/x");

        Assert.Contains("403", said, StringComparison.Ordinal);
        Assert.Contains("not granted", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_repository_refuses_a_push()
    {
        var archived = hub.World.FindRepository("acme/old-monolith")!;
        using var git = await GitClient.CloneAsync(hub, archived);

        var (_, said) = await git.RunAsync("-C", git.Folder, "push", "origin", "HEAD:refs/heads/x");

        Assert.Contains("archived", said, StringComparison.Ordinal);
        Assert.Contains("403", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_pushes_in_the_own_name()
    {
        var repository = hub.Take();
        using var git = await GitClient.CloneAsync(hub, repository);
        await git.CommitAsync("mine.txt", "mine\n");
        var token = hub.World.MintUserToken(hub.App, hub.Octocat).Value;

        await git.HereAsync("push", "-q", GitClient.Url(hub, repository, token), "HEAD:main");

        var (_, push) = Assert.Single(await hub.EventsAsync(repository));
        Assert.Equal("octocat", push["sender"]!["login"]!.ToString());
    }

    [Fact]
    public async Task A_first_push_fills_an_empty_repository()
    {
        var empty = hub.World.FindRepository("acme/empty")!;
        using var git = await GitClient.CloneAsync(hub, empty);
        var sha = await git.CommitAsync("README.md", "# Hello\n");

        await git.HereAsync("push", "-q", "origin", $"HEAD:{empty.DefaultBranch}");

        var events = await hub.EventsAsync(empty);
        Assert.Equal(["create", "push"], events.Select(one => one.Event));
        Assert.Equal(sha, Assert.Single(events[1].Body["commits"]!.AsArray())!["id"]!.ToString());
    }

    /// <summary>As git sends what is long.</summary>
    [Fact]
    public async Task A_zipped_request_is_understood()
    {
        var repository = hub.Take();
        using var zipped = new MemoryStream();
        await using (var zip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            await zip.WriteAsync("0014command=ls-refs\n0000"u8.ToArray(), Ct);
        }

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri($"{hub.Server.Url}{repository.FullName}.git/git-upload-pack")
        );
        var login = Encoding.ASCII.GetBytes("x-access-token:" + hub.Token);
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(login));
        request.Headers.Add("Git-Protocol", "version=2");
        request.Content = new ByteArrayContent(zipped.ToArray());
        request.Content.Headers.ContentType = new("application/x-git-upload-pack-request");
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var answer = await http.SendAsync(request, Ct);

        Assert.Contains(
            "refs/heads/main",
            await answer.Content.ReadAsStringAsync(Ct),
            StringComparison.Ordinal
        );
    }

    /// <summary>The next writer waits for the one before; it would wait for ever if git still did.</summary>
    [Fact]
    public async Task A_push_whose_client_goes_away_holds_nobody_up()
    {
        var repository = hub.Take();
        var login = Convert.ToBase64String(Encoding.ASCII.GetBytes("x-access-token:" + hub.Token));
        using (var socket = new TcpClient(hub.Server.Url.Host, hub.Server.Url.Port))
        {
            var head =
                $"POST /{repository.FullName}.git/git-receive-pack HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {login}\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: 1000\r\n\r\n00";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Ct);
            var git = await hub.World.Git.OpenAsync(repository);
            await Until.SeenAsync(() => Task.FromResult(git.IsBusy), busy => busy);
        }

        await hub.BranchAsync(repository, "next", "next.txt", "next\n");

        Assert.Equal(
            ["create", "push"],
            (await hub.EventsAsync(repository)).Select(one => one.Event)
        );
    }
}
