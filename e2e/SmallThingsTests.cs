using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What a page does in the browser alone: its menu on a small screen, its theme, copying.</summary>
public sealed class SmallThingsTests(Browser browser)
{
    [Fact]
    public async Task The_menu_the_theme_and_copying_say_what_they_did()
    {
        await using var rehearsal = await Rehearsal.StartAsync();
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        var (page, journey) = (visit.Page, new Journey(rehearsal, visit));
        await page.SetViewportSizeAsync(400, 800);
        await journey.SignInAsync();
        await journey.InteractiveAsync();

        var (button, menu) = (
            page.GetByRole(AriaRole.Button, new() { Name = "Menu" }),
            page.Locator("nav.side")
        );
        await Expect(menu).ToBeHiddenAsync();
        await button.ClickAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await menu.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await journey.Heading("Settings");
        await journey.InteractiveAsync();
        await Expect(menu).ToBeHiddenAsync();

        await page.GetByText(PortalProcess.AdministratorEmail).ClickAsync();
        await journey.Button("Dark");
        await Expect(Pressed(page)).ToHaveTextAsync("Dark");
        await page.ReloadAsync();
        await journey.InteractiveAsync();
        await page.GetByText(PortalProcess.AdministratorEmail).ClickAsync();
        await Expect(Pressed(page)).ToHaveTextAsync("Dark");

        await page.Context.GrantPermissionsAsync(["clipboard-write"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy certificate fingerprint" })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).GetByText("Copied")).ToBeAttachedAsync();

        await page.GotoAsync("audit");
        await journey.InteractiveAsync();
        Assert.NotEqual(0, await page.Locator("table portal-time time").CountAsync());
        Assert.Equal(0, await page.Locator("table portal-time [tabindex]").CountAsync());
        await visit.AssertCleanAsync();
    }

    private static ILocator Pressed(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Pressed = true });
}
