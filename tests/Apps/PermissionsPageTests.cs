using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>The page on which an app's permissions stand three ways, with the link that closes each gap.</summary>
public sealed class PermissionsPageTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_gap_is_closed_on_the_servers_own_pages_that_it_links_to()
    {
        var trip = await shared.ConnectedAsync();
        var connection = await trip.ConnectionAsync();
        await trip
            .Doors.Get<ChangeAbilities>()
            .RunAsync(connection.AppId, AppAbility.Commits, on: true, Doors.Actor, Stop);

        var page = await PageAsync(trip);
        Assert.Contains("Off: Create commits", page.Words, StringComparison.Ordinal);
        var server = await trip.Browser.GetAsync(Link(page, "the app's permissions page"));
        await trip.Browser.SubmitAsync(
            server,
            "main form",
            new Dictionary<string, string?> { ["permission_contents"] = "write" },
            "Save changes"
        );
        await CheckAsync(trip);

        page = await PageAsync(trip);
        server = await trip.Browser.GetAsync(Link(page, "the installation on globex"));
        await trip.Browser.SubmitAsync(server, "form[action$='/permissions']");
        await CheckAsync(trip);

        page = await PageAsync(trip);
        Assert.Matches($"As {connection.Host.Name} said .*Check now", OneLine(page.Words));
        Assert.Contains("The app has all that is wanted", page.Words, StringComparison.Ordinal);
        Assert.Contains("write by globex", page.Words, StringComparison.Ordinal);
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task What_an_app_is_used_for_is_said_in_the_audit_log()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        var change = trip.Doors.Get<ChangeAbilities>();

        await change.RunAsync(app.Id, AppAbility.Statuses, on: true, Doors.Actor, Stop);
        await change.RunAsync(app.Id, AppAbility.Statuses, on: true, Doors.Actor, Stop);

        Assert.Equal("Statuses", (await trip.AppAsync()).Abilities);
        var audit = await trip.Browser.GetAsync("audit");
        Assert.Single(
            audit.Document.QuerySelectorAll("tbody tr"),
            row =>
                row.TextContent.Contains("switched on “Set commit statuses”")
                && row.TextContent.Contains(app.Name!)
        );
    }

    private static async Task CheckAsync(Trip trip)
    {
        await trip
            .Doors.Get<Portal.Connections.Checks.CheckConnection>()
            .RunAsync(trip.ConnectionId, Stop);
    }

    private static async Task<HtmlPage> PageAsync(Trip trip) =>
        await trip.Browser.GetAsync($"apps/{(await trip.ConnectionAsync()).AppId}/permissions");

    private static Uri Link(HtmlPage page, string text) =>
        new(
            page.Document.QuerySelectorAll("td a")
                .First(link => link.TextContent == text)
                .GetAttribute("href")!
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
