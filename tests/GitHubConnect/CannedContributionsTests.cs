using Microsoft.EntityFrameworkCore;
using Portal.GitHub;
using Portal.GitHubConnect.Contributions;
using Portal.Tests.Harness;

namespace Portal.Tests.GitHubConnect;

/// <summary>Answers about contributions that the sandbox does not give: wrong, hostile and half ones.</summary>
public sealed class CannedContributionsTests
{
    [Theory]
    [InlineData(
        """{"data":{"a0":null},"errors":[{"type":"FORBIDDEN","path":["a0"],"message":"Resource not accessible by integration"}]}""",
        GitHubFailure.Forbidden,
        "Resource not accessible"
    )]
    [InlineData(
        """{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}""",
        GitHubFailure.RateLimited,
        "rate limit"
    )]
    [InlineData(
        """{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}""",
        GitHubFailure.Unexpected,
        "Something went wrong"
    )]
    [InlineData("""{"data":null}""", GitHubFailure.Unexpected, "with nothing")]
    [InlineData("[]", GitHubFailure.Unexpected, "does not understand")]
    [InlineData("{", GitHubFailure.Unexpected, "does not understand")]
    public async Task A_refusal_with_the_status_of_a_success_is_a_refusal(
        string answer,
        GitHubFailure failure,
        string said
    )
    {
        var refusal = await Assert.ThrowsAsync<GitHubException>(() => AskAsync(answer));

        Assert.Equal(failure, refusal.Failure);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"date":"0001-01-01","contributionCount":1},{"date":"9999-12-31","contributionCount":1}"""
    )]
    [InlineData("""{"date":"yesterday","contributionCount":1}""")]
    [InlineData("")]
    public async Task A_calendar_that_is_not_one_of_a_year_is_refused(string days)
    {
        var refusal = await Assert.ThrowsAsync<GitHubException>(() => AskAsync(Calendar(days)));

        Assert.Contains("not one of a year", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_that_are_missing_out_of_order_or_below_nothing_become_a_calendar_without_gaps()
    {
        var found = await AskAsync(
            Calendar(
                """{"date":"2026-11-21","contributionCount":4},{"date":"2026-11-18","contributionCount":2},{"date":"2026-11-19","contributionCount":-7}"""
            )
        );

        Assert.Equal(new DateOnly(2026, 11, 18), found["U_0"].FirstDay);
        Assert.Equal([2, 0, 0, 4], found["U_0"].Counts);
    }

    [Fact]
    public async Task Who_is_not_found_is_left_out_and_the_others_are_there()
    {
        var found = await AskAsync(
            """{"data":{"a0":null,"a1":{"login":"octocat","contributionsCollection":{"contributionCalendar":{"weeks":[{"contributionDays":[{"date":"2026-11-21","contributionCount":1}]}]}}},"a2":{}},"errors":[{"type":"NOT_FOUND","path":["a0"],"message":"Could not resolve to a node"}]}""",
            accounts: 3
        );

        Assert.Equal(["U_1"], found.Keys);
    }

    [Fact]
    public async Task Who_is_unlinked_while_both_are_read_takes_nothing_from_the_other()
    {
        var (asked, answered) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        await using var sides = await CannedSides.BeginAsync(
            async () =>
            {
                asked.TrySetResult();
                await answered.Task;
                return Two;
            },
            () => Task.FromResult(Two)
        );
        var (leaves, stays) = await sides.AddContributorsAsync();
        var reading = sides.Doors.Get<ReadContributions>().RunAsync(Stop);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Stop);

        await sides.Doors.Get<UnlinkAccounts>().RunAsync(leaves, Doors.Actor, Stop);
        answered.SetResult();
        await reading;

        await using var db = await sides.Doors.OpenAsync();
        var left = await db.ContributorAccounts.ToListAsync(Stop);
        Assert.All(left, row => Assert.Equal((stays, 1), (row.ContributorId, row.Counts.Sum())));
        Assert.Equal(2, left.Count);
    }

    [Fact]
    public async Task Both_sides_are_read_again_after_an_hour_and_not_before()
    {
        await using var sides = await CannedSides.BeginAsync(
            () => Task.FromResult(Two),
            () => Task.FromResult(Two)
        );
        await sides.AddContributorsAsync();
        var read = sides.Doors.Get<ReadContributions>();
        await read.RunAsync(Stop);
        var asked = Asked();

        await LastRunAsync(minutes: 59);
        await read.RunAsync(Stop);
        Assert.Equal(asked, Asked());

        await LastRunAsync(minutes: 61);
        await read.RunAsync(Stop);
        Assert.Equal(asked + 1, Asked());

        int Asked() =>
            sides.AskedOfServer.Count(head => head.Contains("/graphql", StringComparison.Ordinal));

        async Task LastRunAsync(int minutes)
        {
            await using var db = await sides.Doors.OpenAsync();
            var at = TimeProvider.System.GetUtcNow().AddMinutes(-minutes);
            await db.LinkFeatures.ExecuteUpdateAsync(
                update => update.SetProperty(row => row.LastRunAt, at),
                Stop
            );
        }
    }

    [Theory]
    [InlineData("https://ghes.example.com/api/v3", "https://ghes.example.com/api/graphql")]
    [InlineData("https://api.github.com", "https://api.github.com/graphql")]
    [InlineData("https://api.octo.ghe.com", "https://api.octo.ghe.com/graphql")]
    public void GraphQL_is_asked_where_it_is(string api, string graphQL) =>
        Assert.Equal(graphQL, ContributionsApi.Url(api));

    private const string Two =
        """{"data":{"a0":{"login":"a","contributionsCollection":{"contributionCalendar":{"weeks":[{"contributionDays":[{"date":"2026-11-21","contributionCount":1}]}]}}},"a1":{"login":"b","contributionsCollection":{"contributionCalendar":{"weeks":[{"contributionDays":[{"date":"2026-11-21","contributionCount":1}]}]}}}}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Calendar(string days) =>
        """{"data":{"a0":{"login":"octocat","contributionsCollection":{"contributionCalendar":{"weeks":[{"contributionDays":["""
        + days
        + "]}]}}}}}";

    private static async Task<IReadOnlyDictionary<string, AccountCalendar>> AskAsync(
        string answer,
        int accounts = 1
    )
    {
        await using var sides = await CannedSides.BeginAsync(
            () => Task.FromResult(answer),
            () => Task.FromResult(CannedSides.Nothing)
        );
        return await sides.ContributionsAsync(accounts);
    }
}
