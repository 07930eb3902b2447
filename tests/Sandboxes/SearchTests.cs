using Sandbox;

namespace Portal.Tests.Sandboxes;

public sealed class SearchTests(Hub hub) : IClassFixture<Hub>
{
    [Fact]
    public async Task A_persons_token_of_an_app_finds_what_both_may_see()
    {
        var secret = hub.Take();
        var q = $"repo:{secret.FullName}";

        Assert.Equal("1", await CountAsync(q, UserToken("octocat")));
        (await FindAsync("repositories", q, UserToken("monalisa"))).With(422);
        // The person may see it, but the app is not installed there.
        var globex = hub
            .World.RepositoriesOf(hub.World.FindAccount("globex")!)
            .First(one => one.Visibility == Visibility.Private);
        (await FindAsync("repositories", $"repo:{globex.FullName}", UserToken("octocat"))).With(
            422
        );
    }

    [Fact]
    public async Task An_installation_finds_only_what_its_permissions_open()
    {
        var repository = hub.Take();
        await hub.BranchAsync(repository, "main", "hidden.txt", "a treasure\n");
        var pull = await hub.PullAsync(repository);
        var q = $"repo:{repository.FullName}";

        Assert.Equal("1", await CountAsync($"treasure {q}", hub.Token, "code"));
        var other = hub.TokenFor(("pull_requests", "read"), ("metadata", "read"));
        (await FindAsync("code", $"treasure {q}", other)).With(422);
        (await FindAsync("commits", $"hidden {q}", other)).With(422);
        var found = (await FindAsync("issues", $"is:pr {q}", other)).With(200);
        Assert.Equal($"{pull.Number}", found.Json["items"]![0]!["number"]!.ToString());
        var narrow = hub.World.MintInstallationToken(
            hub.Installation,
            repositories: new HashSet<long> { repository.Id }
        );
        Assert.Equal("1", await CountAsync("org:acme", narrow.Value));
    }

    [Fact]
    public async Task A_stranger_finds_nothing_on_a_private_server()
    {
        hub.World.PrivateMode = true;
        try
        {
            (await FindAsync("repositories", "website", "")).With(401);
            (await FindAsync("topics", "team", "")).With(401);
        }
        finally
        {
            hub.World.PrivateMode = false;
        }

        (await FindAsync("repositories", "website", "")).With(200);
    }

    [Fact]
    public async Task A_word_that_looks_like_an_option_of_git_is_only_a_word()
    {
        var repository = hub.Take();
        await hub.BranchAsync(repository, "main", "-O.txt", "--open-files-in-pager=touch\n");
        var q = $"repo:{repository.FullName}";

        Assert.Equal(
            "1",
            await CountAsync($"\"--open-files-in-pager=touch\" {q}", hub.Token, "code")
        );
        Assert.Equal("0", await CountAsync($"\"--no-such-word\" {q}", hub.Token, "code"));
        Assert.Equal("1", await CountAsync($"touch NOT absent {q}", hub.Token, "code"));
        Assert.Equal("0", await CountAsync($"touch NOT pager {q}", hub.Token, "code"));
        Assert.Equal("1", await CountAsync($"absent OR pager {q}", hub.Token, "code"));
    }

    [Fact]
    public async Task Dates_and_numbers_are_ranges()
    {
        var repository = hub.Take();
        await hub.PullAsync(repository);
        var today = hub.World.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd");
        var q = $"is:pr repo:{repository.FullName}";

        Assert.Equal("1", await CountAsync($"{q} created:{today}", hub.Token, "issues"));
        Assert.Equal(
            "1",
            await CountAsync($"{q} created:>={today} comments:<1", hub.Token, "issues")
        );
        Assert.Equal("0", await CountAsync($"{q} created:>{today}", hub.Token, "issues"));
        Assert.Equal(
            "0",
            await CountAsync($"{q} created:2020-01-01..2020-12-31", hub.Token, "issues")
        );
        Assert.Equal("0", await CountAsync($"{q} closed:*..{today}", hub.Token, "issues"));
        (await FindAsync("issues", $"{q} comments:many", hub.Token)).With(422);
    }

    private string UserToken(string login) =>
        hub.World.MintUserToken(hub.App, hub.World.FindAccount(login)!).Value;

    private async Task<string> CountAsync(string q, string token, string kind = "repositories") =>
        (await FindAsync(kind, q, token)).With(200)["total_count"];

    private Task<Answer> FindAsync(string kind, string q, string token) =>
        hub.CallAsync(
            HttpMethod.Get,
            $"{hub.Server.Url}api/v3/search/{kind}?q={Uri.EscapeDataString(q)}",
            token: token
        );
}
