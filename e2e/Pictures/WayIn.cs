using Microsoft.Playwright;
using Portal.E2E.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>From a registered host to an available connection, and every turn that the way takes when something fails.</summary>
internal static class WayIn
{
    private const string Conversion = "POST /api/v3/app-manifests";

    /// <summary>Ends with an app that waits to be authorized; the connection's path.</summary>
    public static async Task<string> CreateAsync(Album album, Browser browser)
    {
        var (page, journey) = (album.Page, album.Journey);
        await page.GotoAsync(album.Rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await journey.Heading("GitHub Enterprise Server sandbox");
        await page.GotoAsync("");
        await journey.RegisterHostAsync();
        await journey.InteractiveAsync();
        await page.GetByLabel("Name of the app")
            .FillAsync("A name that is longer than GitHub allows");
        await journey.Button("Continue");
        await album.AlertAsync("");
        await album.TakeAsync("/hosts/{HostId:guid}/connect", "problem");
        await page.ReloadAsync();
        await journey.LeaveWithManifestAsync("acme");
        await journey.Heading("Create a GitHub App");
        await page.GoBackAsync();
        await album.FollowAsync("^Back to the connection$");
        await journey.InteractiveAsync();
        await album.TakeAsync(Album.Connection, "create");
        var connection = new Uri(page.Url).AbsolutePath.TrimStart('/');
        await album.SeeAsync($"{connection}/app", "/connections/{ConnectionId:guid}/app", "draft");
        await album.SeeAsync(
            $"{connection}/disconnect",
            "/connections/{Id:guid}/disconnect",
            "draft"
        );
        await HandOverPictures.TakeAsync(album, browser, connection);
        await ExchangeFailsAsync(album, connection);

        await album.GitHub.SendAsync(HttpMethod.Delete, "apps/portal-acme");
        await journey.Button("Begin again with a new app");
        await album.FollowAsync("create the app$");
        await album.PressAsync("Create the app on");
        await journey.CreateAppOnServerAsync("acme");
        await album.SeeAsync("", "/", "pending");
        return connection;
    }

    /// <summary>Somebody requests, an owner installs, the administrator adopts.</summary>
    public static async Task InstallAsync(Album album, Browser browser, string connection)
    {
        await RequestAsync(album, browser, connection);
        await album.GitHub.PostAsync(
            "installations",
            new { slug = "portal-acme", account = "acme" }
        );
        await album.OpenAsync(connection);
        await album.FollowAsync("authorize and install");
        await album.PressAsync("^Authorize ");
        var adopt = album.Page.GetByRole(
            AriaRole.Button,
            new() { Name = "Use the installation on acme" }
        );
        await Expect(adopt).ToBeVisibleAsync();
        await album.TakeAsync(Album.Connection, "install");
        await adopt.ClickAsync();
        await album.Journey.SeeAvailableAsync(252, 28);
    }

    private static async Task ExchangeFailsAsync(Album album, string connection)
    {
        await album.GitHub.FailAsync(Conversion, "maintenance");
        await album.Page.GotoAsync($"{connection}/leave");
        await album.PressAsync("Create the app on");
        await album.Journey.Button("Create GitHub App for acme");
        await album.SeesAsync("Fetch the app's key");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(Album.Connection, "fetch");

        await AnswerAsync(album, "reset", "Try the exchange again", "The app may exist");
        await album.TakeAsync(Album.Connection, "may-exist");
        await AnswerAsync(album, "html", "Try the code once more", "Create the GitHub App again");
        await album.TakeAsync(Album.Connection, "refused");
        await album.GitHub.HealAsync();
        await AppPages.EnterForAsync(album, connection);
        await album.OpenAsync(connection);
    }

    private static async Task AnswerAsync(Album album, string fault, string button, string sentence)
    {
        await album.GitHub.HealAsync();
        await album.GitHub.FailAsync(Conversion, fault);
        await album.Journey.Button(button);
        await album.SeesAsync(sentence);
    }

    /// <summary>Somebody who may not install asks for it, in a browser of their own.</summary>
    private static async Task RequestAsync(Album album, Browser browser, string connection)
    {
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = album.Rehearsal.Portal.Url }
        );
        var member = new Album(album.Rehearsal, visit);
        await new Journey(album.Rehearsal, visit).SignInAsync();
        await member.Page.GotoAsync(connection);
        await member.FollowAsync("authorize and install");
        await member.Journey.SignInToServerAsync("hubot");
        await member.PressAsync("^Authorize ");
        await member.Journey.Button("Request");
        await member.SeesAsync("Waiting for approval");
        await member.Journey.InteractiveAsync();
        await member.TakeAsync(Album.Connection, "approval");
        await visit.AssertCleanAsync();
    }
}
