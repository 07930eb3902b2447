using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Tests.GitHubConnect;

/// <summary>What stands at unified search of when it was used and how that went.</summary>
public sealed class NoteSearchTests
{
    [Fact]
    public async Task When_it_was_last_searched_is_known_and_not_what_for()
    {
        await using var sides = await CannedSides.BeginAsync(Nothing, Nothing);
        Assert.Null((await FeatureAsync(sides)).LastRunAt);

        await sides.SearchAsync(q: "a-word-of-somebody");

        var feature = await FeatureAsync(sides);
        Assert.NotNull(feature.LastRunAt);
        Assert.Equal("both sides answered.", feature.LastResult);
        Assert.Null(feature.FailingSince);
    }

    [Fact]
    public async Task A_side_that_fails_is_named_until_a_search_finds_both_well()
    {
        var isWell = false;
        await using var sides = await CannedSides.BeginAsync(
            Nothing,
            () => Task.FromResult(isWell ? CannedSides.Nothing : "nonsense")
        );

        await sides.SearchAsync();

        var failing = await FeatureAsync(sides);
        Assert.NotNull(failing.FailingSince);
        Assert.StartsWith("acme on github.com: ", failing.LastResult, StringComparison.Ordinal);
        isWell = true;
        await sides.SearchAsync();
        var well = await FeatureAsync(sides);
        Assert.Equal(("both sides answered.", null), (well.LastResult, well.FailingSince));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_searched_is_a_failure_and_what_GitHub_does_not_take_is_none()
    {
        await using var sides = await CannedSides.BeginAsync(
            Nothing,
            () => Task.FromResult("""{"total_count":0,"incomplete_results":true,"items":[]}""")
        );

        var found = await sides.SearchAsync();

        Assert.Single(found.Notices);
        Assert.Null((await FeatureAsync(sides)).FailingSince);
        await using var db = await sides.Doors.OpenAsync();
        await db
            .Connections.Where(row => row.Name == "acme on ghes.example.com")
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(one => one.State, ResourceState.Error)
                        .SetProperty(one => one.Reason, Reason.AppDeleted),
                Stop
            );
        await sides.SearchAsync();
        var feature = await FeatureAsync(sides);
        Assert.NotNull(feature.FailingSince);
        Assert.StartsWith(
            "acme on ghes.example.com was not searched",
            feature.LastResult,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_the_same_within_the_minute_is_not_written_again()
    {
        await using var sides = await CannedSides.BeginAsync(Nothing, Nothing);
        await sides.SearchAsync(q: "one");
        var first = (await FeatureAsync(sides)).LastRunAt;

        await sides.SearchAsync(q: "two");

        Assert.Equal(first, (await FeatureAsync(sides)).LastRunAt);
    }

    private static Task<string> Nothing() => Task.FromResult(CannedSides.Nothing);

    private static async Task<LinkFeature> FeatureAsync(CannedSides sides)
    {
        await using var db = await sides.Doors.OpenAsync();
        return await db.LinkFeatures.AsNoTracking().SingleAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
