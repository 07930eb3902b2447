using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>A link for a colleague: how an administrator makes it, what the colleague sees, and what is confirmed or discarded.</summary>
internal static class HandOverPictures
{
    private const string Route = "/hand-over/{Token}";

    /// <summary>Begins and ends with a connection whose app is proposed.</summary>
    public static async Task TakeAsync(Album album, Browser browser, string connection)
    {
        await album.OpenAsync(connection);
        await album.Journey.Button("Make a link for a colleague");
        var copy = album.Page.GetByRole(AriaRole.Button, new() { Name = "Copy hand-over link" });
        await Expect(copy).ToBeVisibleAsync();
        await album.TakeAsync(Album.Connection, "hand-over");
        await ColleagueAsync(album, browser, (await copy.GetAttributeAsync("data-copy"))!);

        await album.OpenAsync(connection);
        await album.SeesAsync("Confirm the app");
        await album.TakeAsync(Album.Connection, "confirm");
        await album.GitHub.SendAsync(HttpMethod.Delete, "apps/portal-acme");
        await album.Journey.Button("Discard it and begin again");
        await album.SeesAsync("does not exist on");
    }

    private static async Task ColleagueAsync(Album album, Browser browser, string link)
    {
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = album.Rehearsal.Portal.Url }
        );
        var page = visit.Page;
        var journey = new Journey(album.Rehearsal, visit);
        await page.GotoAsync(album.Rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await journey.Heading("GitHub Enterprise Server sandbox");
        await page.GotoAsync(link);
        await Album.TakeAsync(page, Route, "asked");
        await journey.Button("Continue");
        await journey.Heading(new Regex("^Continue on "));
        await Album.TakeAsync(page, Route, "leave");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
            .ClickAsync();
        await journey.Heading("Create a GitHub App");
        await journey.Button("Create GitHub App for acme");
        await journey.Heading("Done; you can close this");
        await Album.TakeAsync(page, Route, "done");
        await page.GotoAsync(link);
        await journey.Heading("This link was used already");
        await Album.TakeAsync(page, Route, "used");
        await visit.AssertCleanAsync();
    }
}
