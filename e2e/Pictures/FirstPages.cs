using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;

namespace Portal.E2E.Pictures;

/// <summary>What a new administrator meets before there is anything: set-up, sign-in, empty lists, refused hosts.</summary>
internal static class FirstPages
{
    public static async Task SetUpAsync(Browser browser)
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PORTAL_ADMIN_EMAIL"] = null,
                    ["PORTAL_ADMIN_PASSWORD"] = null,
                },
            }
        );
        await using var visit = await browser.OpenAsync();
        var page = visit.Page;
        var link = (await portal.WaitForLineAsync("/setup?token=")).Trim();
        await page.GotoAsync(link[..^3]);
        await Album.TakeAsync(page, "/setup", "wrong-link");
        await page.GotoAsync(link);
        await Album.TakeAsync(page, "/setup", "empty");
        await page.GetByLabel("E-mail").FillAsync("admin@example.com");
        await page.GetByLabel("Password", new() { Exact = true })
            .FillAsync("a long enough sentence");
        await page.GetByLabel("Password again").FillAsync("another long sentence");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("differ");
        await Album.TakeAsync(page, "/setup", "problem");
        await visit.AssertCleanAsync();
    }

    public static async Task EmptyAsync(Album album)
    {
        await album.Page.GotoAsync("sign-in");
        await album.Page.GetByLabel("E-mail").FillAsync("admin@example.com");
        await album.Page.GetByLabel("Password").FillAsync("not the password");
        await album.Journey.Button("Sign in");
        await album.AlertAsync("");
        await album.TakeAsync("/sign-in", "wrong");
        await album.Journey.SignInAsync();
        await album.Journey.InteractiveAsync();
        await album.TakeAsync("/", "empty");
        await album.Page.GetByText(PortalProcess.AdministratorEmail).ClickAsync();
        await album.TakeAsync("/", "menu");
        await album.Journey.Button("Keyboard shortcuts");
        await album.TakeAsync("/", "shortcuts");
        await album.Journey.Button("Close");
        await album.SeeAsync("hosts", "/hosts", "empty");
        await album.SeeAsync("connections", "/connections", "empty");
        await album.SeeAsync("apps", "/apps", "empty");
        await album.SeeAsync("settings", "/settings", "typical");
        await album.SeeAsync($"hosts/{Guid.NewGuid()}", "/hosts/{Id:guid}", "unknown");
    }

    public static async Task RefusalsAsync(Album album)
    {
        await album.OpenAsync("hosts/new");
        await album.Page.GetByLabel("URL").FillAsync("https://github.com/acme");
        await album.Journey.Button("Register");
        await album.AlertAsync("cannot be registered as hosts yet");
        await album.TakeAsync("/hosts/new", "cloud");
        await album.Page.GetByLabel("URL").FillAsync("http://127.0.0.1:9");
        await album.Journey.Button("Register");
        await album.AlertAsync("refuses the connection");
        await album.Page.GetByText("Advanced").ClickAsync();
        await album.TakeAsync("/hosts/new", "unreachable");
    }
}
