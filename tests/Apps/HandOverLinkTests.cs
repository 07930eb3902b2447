using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>When a hand-over link works, and what it says when it does not.</summary>
public sealed class HandOverLinkTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_link_works_once()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var first = await colleague.LookAsync();
        var second = await colleague.LookAsync();

        var pages = await Task.WhenAll(
            colleague.Browser.SubmitAsync(first, "main form"),
            colleague.Browser.SubmitAsync(second, "main form")
        );

        Assert.Single(pages, page => page.Words.Contains("Continue on", StringComparison.Ordinal));
        Assert.Single(pages, page => page.Words.Contains("was used already"));
        Assert.Contains("was used already", (await colleague.LookAsync()).Words);
        await using var db = await trip.Doors.OpenAsync();
        Assert.Equal(
            1,
            await db.Departures.CountAsync(
                row => row.ConnectionId == trip.ConnectionId && row.HandOverId != null,
                Stop
            )
        );
    }

    [Fact]
    public async Task A_form_that_did_not_come_from_the_page_uses_nothing_up()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var handler = new Dictionary<string, string> { ["_handler"] = "take" };

        using var answer = await colleague.Browser.Http.PostAsync(
            new Uri(colleague.Link, UriKind.Relative),
            new FormUrlEncodedContent(handler),
            Stop
        );

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("asks you to create", (await colleague.LookAsync()).Words);
    }

    [Fact]
    public async Task A_link_ends_after_a_day_and_the_way_back_after_an_hour()
    {
        var trip = await shared.FreshAsync();
        using var late = await Colleague.WithLinkAsync(trip);
        await using var db = await trip.Doors.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        var row = await db.HandOvers.SingleAsync(
            one => one.ConnectionId == trip.ConnectionId,
            Stop
        );
        Assert.InRange(row.ExpiresAt - now, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        await db
            .HandOvers.Where(one => one.ConnectionId == trip.ConnectionId)
            .ExecuteUpdateAsync(update => update.SetProperty(one => one.ExpiresAt, now), Stop);

        Assert.Contains("This link has expired", (await late.LookAsync()).Words);

        using var colleague = await Colleague.WithLinkAsync(trip);
        var back = await colleague.CreateAsync(await colleague.ContinueAsync());
        await db
            .Departures.Where(one => one.ConnectionId == trip.ConnectionId)
            .ExecuteUpdateAsync(update => update.SetProperty(one => one.ExpiresAt, now), Stop);
        var answer = await colleague.Browser.GetAsync(back);
        Assert.Equal("/hand-over/expired", answer.Place());
        Assert.Contains(
            "more than an hour",
            (await colleague.Browser.FollowAsync(answer)).Words,
            StringComparison.Ordinal
        );
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
    }

    [Fact]
    public async Task A_new_link_ends_the_one_before_and_an_administrator_ends_any()
    {
        var trip = await shared.FreshAsync();
        using var first = await Colleague.WithLinkAsync(trip);
        using var second = await Colleague.WithLinkAsync(trip);

        Assert.Contains("This link does not work", (await first.LookAsync()).Words);
        Assert.Contains("asks you to create", (await second.LookAsync()).Words);
        await trip.Doors.Get<HandOvers>().RevokeAsync(trip.ConnectionId, Doors.Actor, Stop);
        Assert.Contains("This link does not work", (await second.LookAsync()).Words);
    }

    [Theory]
    [InlineData("0123456789abcdef")]
    [InlineData("accepted")]
    [InlineData("4")]
    public async Task What_is_no_link_says_so_and_nothing_else(string token)
    {
        var trip = await shared.FreshAsync();
        using var browser = new PortalClient(trip.Portal);

        var page = await browser.GetAsync($"hand-over/{token}");

        Assert.Contains("This link does not work", page.Words, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.DoesNotContain("globex", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_the_app_is_there_a_link_has_nothing_left_to_do_and_none_is_made()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var page = await colleague.LookAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        Assert.Contains("The app is there already", (await colleague.LookAsync()).Words);
        Assert.Contains(
            "The app is there already",
            (await colleague.Browser.SubmitAsync(page, "main form")).Words
        );
        Assert.Null(
            await trip.Doors.Get<HandOvers>().CreateAsync(trip.ConnectionId, Doors.Actor, Stop)
        );
        Assert.False((await trip.AppAsync()).AwaitsConfirmation);
    }

    [Fact]
    public async Task Coming_back_without_an_app_is_said_on_both_sides()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var leave = await colleague.ContinueAsync();
        var state = new Uri(leave.Form("form[action*='apps/new']").GetAttribute("action")!).Query;

        var answer = await colleague.Browser.GetAsync($"callbacks/app-created{state}");

        Assert.Equal("/hand-over/nothing", answer.Place());
        Assert.Contains("Nothing was created", (await colleague.Browser.FollowAsync(answer)).Words);
        Assert.Contains(
            "without having created the app",
            (await trip.AppAsync()).CreationDetail,
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
