using Portal.Data;
using Portal.GitHubConnect.Search;

namespace Portal.Tests.GitHubConnect;

/// <summary>Answers that the sandbox does not give: wrong ones, hostile ones, and ones that wait for each other.</summary>
public sealed class CannedSearchTests
{
    [Fact]
    public async Task Both_sides_are_asked_before_either_has_answered()
    {
        var (server, cloud) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var sides = await CannedSides.BeginAsync(
            () => MeetAsync(server, cloud),
            () => MeetAsync(cloud, server)
        );

        var found = await sides.SearchAsync();

        Assert.Equal([LinkSide.Server, LinkSide.Cloud], found.Hits.Select(hit => hit.Side));
        Assert.Empty(found.Notices);

        static async Task<string> MeetAsync(TaskCompletionSource own, TaskCompletionSource other)
        {
            own.TrySetResult();
            await other.Task;
            return Repositories(
                """{"full_name":"acme/open","html_url":"http://x/acme/open","private":false}"""
            );
        }
    }

    [Theory]
    [InlineData("\"private\":true")]
    [InlineData("\"private\":true,\"visibility\":\"public\"")]
    [InlineData("\"private\":false,\"visibility\":\"internal\"")]
    [InlineData("\"visibility\":\"public\"")]
    [InlineData("\"score\":1")]
    public async Task What_GitHub_does_not_clearly_call_public_is_left_out_uncounted(
        string visibility
    )
    {
        await using var sides = await CannedSides.BeginAsync(
            () =>
                Task.FromResult(
                    Repositories(
                        $$"""{"full_name":"acme/secret","html_url":"http://x/acme/secret",{{visibility}}}""",
                        """{"full_name":"acme/open","html_url":"http://x/acme/open","private":false}"""
                    )
                ),
            () => Task.FromResult(CannedSides.Nothing)
        );

        var found = await sides.SearchAsync();

        Assert.Equal(["acme/open"], found.Hits.Select(hit => hit.Title));
        Assert.Equal((1, true), (found.Known, found.IsWhole));
        Assert.Empty(found.Notices);
    }

    [Fact]
    public async Task An_issue_is_shown_only_when_its_repository_is_known_to_be_public()
    {
        await using var sides = await CannedSides.BeginAsync(
            () => Task.FromResult(Repositories(Issue(1, "acme/open"), Issue(2, "acme/secret"))),
            () => Task.FromResult(CannedSides.Nothing)
        );

        var found = await sides.SearchAsync(SearchKind.Issues);

        var hit = Assert.Single(found.Hits);
        Assert.Equal(
            ("Issue 1", "acme/open", "#1 · open · hubot"),
            (hit.Title, hit.Repository, hit.Facts)
        );
        Assert.Contains(
            sides.AskedOfServer,
            head =>
                head.Contains(
                    "/search/issues?q=is%3Aissue%20is%3Apublic%20org%3Aacme%20x&",
                    StringComparison.Ordinal
                )
        );

        static string Issue(int number, string repository) =>
            $$"""{"number":{{number}},"title":"Issue {{number}}","state":"open","html_url":"http://x/{{repository}}/issues/{{number}}","repository_url":"http://x/api/v3/repos/{{repository}}","user":{"id":1,"login":"hubot"} }""";
    }

    [Fact]
    public async Task Code_is_asked_for_only_in_repositories_that_are_known_to_be_public()
    {
        await using var sides = await CannedSides.BeginAsync(
            () => Task.FromResult(CannedSides.Nothing),
            () => Task.FromResult(CannedSides.Nothing)
        );

        await sides.SearchAsync(SearchKind.Code);

        Assert.Contains(
            sides.AskedOfServer,
            head =>
                head.Contains("/search/code?q=repo%3Aacme%2Fopen%20x&", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_result_leads_nowhere_but_to_its_host()
    {
        await using var sides = await CannedSides.BeginAsync(
            () =>
                Task.FromResult(
                    Repositories(
                        """{"full_name":"acme/a","html_url":"javascript:.evil.example/","private":false}""",
                        """{"full_name":"acme/b","html_url":"https://evil.example/acme/b","private":false}""",
                        """{"full_name":"acme/c","html_url":"//","private":false}"""
                    )
                ),
            () => Task.FromResult(CannedSides.Nothing)
        );

        var found = await sides.SearchAsync();

        Assert.Equal(3, found.Hits.Count);
        Assert.All(
            found.Hits,
            hit => Assert.StartsWith("http://127.0.0.1:", hit.Url, StringComparison.Ordinal)
        );
        Assert.All(found.Hits, hit => Assert.Equal("127.0.0.1", new Uri(hit.Url).Host));
    }

    [Fact]
    public async Task A_side_where_nobody_is_and_one_that_talks_nonsense_are_both_named()
    {
        await using var sides = await CannedSides.BeginAsync(
            server: null,
            () => Task.FromResult("""{"items":[{"full_name":null}]}""")
        );

        var found = await sides.SearchAsync();

        Assert.Empty(found.Hits);
        Assert.Equal(2, found.Notices.Count);
        Assert.Matches("^acme on ghes.example.com: 127.0.0.1:1 ", found.Notices[0].Sentence);
        Assert.EndsWith(
            "answered JSON that the portal does not understand. (GitHub request 1)",
            found.Notices[1].Sentence,
            StringComparison.Ordinal
        );
        Assert.All(found.Notices, notice => Assert.True(notice.MayPass));
    }

    [Fact]
    public async Task A_search_that_ran_out_of_time_says_so()
    {
        await using var sides = await CannedSides.BeginAsync(
            () => Task.FromResult("""{"incomplete_results":true,"items":[]}"""),
            () => Task.FromResult(CannedSides.Nothing)
        );

        var notice = Assert.Single((await sides.SearchAsync()).Notices);

        Assert.StartsWith(
            "acme on ghes.example.com did not finish",
            notice.Sentence,
            StringComparison.Ordinal
        );
    }

    private static string Repositories(params string[] items) =>
        $$"""{"total_count":{{items.Length + 41}},"incomplete_results":false,"items":[{{string.Join(',', items)}}]}""";
}
