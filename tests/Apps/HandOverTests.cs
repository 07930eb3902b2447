using System.Web;
using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>The way of a colleague without an account: from a link over the server to a page that says that it is done.</summary>
public sealed class HandOverTests(TalkativeTrip shared) : IClassFixture<TalkativeTrip>
{
    [Fact]
    public async Task A_colleague_creates_the_app_and_an_administrator_confirms_it()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);

        // Whatever scans links looks at them, more than once.
        await colleague.LookAsync();
        var look = await colleague.LookAsync();
        Assert.Contains("test asks you to create a GitHub App", look.Words);
        Assert.Contains("the organization globex", look.Words, StringComparison.Ordinal);
        Assert.True(look.Response.Headers.CacheControl?.NoStore);
        Assert.Equal(["no-referrer"], look.Response.Headers.GetValues("Referrer-Policy"));
        var leave = await colleague.ContinueAsync();
        Assert.EndsWith(
            "form-action https: http:",
            leave.Response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        var cookie = leave
            .Response.Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("Portal.HandOver", StringComparison.Ordinal));
        Assert.Contains("path=/callbacks", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax; httponly", cookie, StringComparison.Ordinal);
        var back = await colleague.CreateAsync(leave);
        var answer = await colleague.Browser.GetAsync(back);
        Assert.Equal("/hand-over/done", answer.Place());
        var done = await colleague.Browser.FollowAsync(answer);

        Assert.Contains("Done; you can close this", done.Words, StringComparison.Ordinal);
        Assert.Empty(done.Document.QuerySelectorAll("main a"));
        Assert.StartsWith(
            "/sign-in",
            (await colleague.Browser.GetAsync($"connections/{trip.ConnectionId}")).Place(),
            StringComparison.Ordinal
        );
        var app = await trip.AppAsync();
        Assert.Equal((AppCreation.Created, true), (app.Creation, app.AwaitsConfirmation));
        var waits = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.Contains("Pending: confirm the app", waits.Words, StringComparison.Ordinal);
        var dashboard = await trip.Browser.GetAsync("");
        Assert.Contains("An administrator has to confirm", dashboard.Words);
        await NothingGoesOnAsync(trip);
        await trip.Doors.Get<ConfirmApp>().RunAsync(trip.ConnectionId, Doors.Actor, Stop);
        await trip.InstallOnServerAsync(await trip.AuthorizeOnServerAsync(), "globex");
        Assert.Equal(ResourceState.Available, (await trip.ConnectionAsync()).State);
        await LogsAndAuditAsync(trip, colleague);
    }

    [Fact]
    public async Task An_app_that_is_not_the_right_one_is_discarded_with_its_key()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        await colleague.GoAsync();
        var former = await trip.AppAsync();

        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);

        var app = await trip.AppAsync();
        Assert.NotEqual(former.Id, app.Id);
        Assert.Equal((AppCreation.Proposed, false), (app.Creation, app.AwaitsConfirmation));
        await using var db = await trip.Doors.OpenAsync();
        Assert.False(await db.Secrets.AnyAsync(row => row.OwnerId == former.Id, Stop));
        Assert.False(
            await db.HandOvers.AnyAsync(row => row.ConnectionId == trip.ConnectionId, Stop)
        );
    }

    [Fact]
    public async Task Only_the_browser_that_left_comes_back_and_it_does_so_once()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var back = await colleague.CreateAsync(await colleague.ContinueAsync());
        using var other = new PortalClient(trip.Portal);

        var foreign = await other.GetAsync(back);
        var administrator = await trip.Browser.GetAsync(back);

        Assert.Equal("/hand-over/foreign", foreign.Place());
        Assert.Contains(
            "not the browser that left",
            (await other.FollowAsync(foreign)).Words,
            StringComparison.Ordinal
        );
        Assert.Equal("/returned/foreign", administrator.Place());
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
        Assert.Equal("/hand-over/done", (await colleague.Browser.GetAsync(back)).Place());
        var again = await colleague.Browser.GetAsync(back);
        Assert.Equal("/hand-over/used", again.Place());
        Assert.Contains(
            "taken already",
            (await colleague.Browser.FollowAsync(again)).Words,
            StringComparison.Ordinal
        );
        Assert.Equal(1, trip.Conversions());
    }

    [Fact]
    public async Task What_marks_the_colleagues_browser_opens_no_way_that_an_administrator_left_by()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        await colleague.ContinueAsync();
        var administrators = (await trip.CreateOnServerAsync()).Location!;

        var answer = await colleague.Browser.GetAsync(administrators);

        Assert.StartsWith("/sign-in", answer.Place(), StringComparison.Ordinal);
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
    }

    [Fact]
    public async Task A_colleague_whose_link_was_ended_meanwhile_is_told_so()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        var back = await colleague.CreateAsync(await colleague.ContinueAsync());
        await trip.Doors.Get<HandOvers>().RevokeAsync(trip.ConnectionId, Doors.Actor, Stop);

        var answer = await colleague.Browser.GetAsync(back);

        Assert.Equal("/hand-over/unknown", answer.Place());
        Assert.Contains(
            "ended while you were away",
            (await colleague.Browser.FollowAsync(answer)).Words,
            StringComparison.Ordinal
        );
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
    }

    [Fact]
    public async Task An_exchange_that_fails_is_the_administrators_to_repeat()
    {
        var trip = await shared.FreshAsync();
        using var colleague = await Colleague.WithLinkAsync(trip);
        await trip.GitHub.FailAsync("POST /api/v3/app-manifests", "maintenance");

        var page = await colleague.GoAsync();

        Assert.Contains("Its key could not be fetched", page.Words, StringComparison.Ordinal);
        await trip.GitHub.HealAsync();
        await trip
            .Doors.Get<ExchangeManifestCode>()
            .RunAsync(trip.ConnectionId, again: false, Stop);
        Assert.True((await trip.AppAsync()).AwaitsConfirmation);
    }

    /// <summary>Neither the pages nor their addresses nor what they call let anybody use an app that is not confirmed.</summary>
    private static async Task NothingGoesOnAsync(Trip trip)
    {
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.Contains("Confirm the app", page.Words, StringComparison.Ordinal);
        foreach (var step in new[] { "authorize", "install" })
        {
            Assert.Equal(
                $"/connections/{trip.ConnectionId}",
                (await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/{step}")).Place()
            );
        }

        Assert.Equal(
            BindResult.ConfirmFirst,
            await trip
                .Doors.Get<BindInstallation>()
                .RunAsync(trip.ConnectionId, 1, Doors.Actor, Stop)
        );
        var app = (await trip.AppAsync()).Id;
        var (second, problem) = await trip
            .Doors.Get<ConnectAccount>()
            .RunAsync(app, null, Doors.Actor, Stop);
        Assert.Null(second);
        Assert.Contains("confirm", problem, StringComparison.Ordinal);
    }

    private static async Task LogsAndAuditAsync(Trip trip, Colleague colleague)
    {
        var token = colleague.Link.Split('/')[1];
        var told = trip.Portal.Logs.All.Where(line =>
            line.Contains(token, StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal("", string.Join('\n', told));
        await using var db = await trip.Doors.OpenAsync();
        var name = (await trip.ConnectionAsync()).Name;
        var said = await db
            .AuditEntries.Where(row => row.Subject == name)
            .OrderBy(row => row.Id)
            .Select(row => $"{row.Actor} {row.Action}")
            .ToListAsync(Stop);
        Assert.Contains("test made a hand-over link for", said);
        Assert.Contains("whoever has the link of test left to create the app of", said);
        Assert.Contains("whoever has the link of test created an app on GitHub for", said);
        Assert.Contains(
            said,
            entry => entry.StartsWith("test confirmed the app", StringComparison.Ordinal)
        );
        var hashes = await db.HandOvers.Select(row => row.TokenHash).ToListAsync(Stop);
        Assert.DoesNotContain(Convert.FromHexString(token), hashes);
        Assert.Equal(64, HttpUtility.UrlDecode(token).Length);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
