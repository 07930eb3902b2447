using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>The whole story, from an empty portal to a receipt, as an administrator lives it in a browser.</summary>
public sealed class JourneyTests(Browser browser)
{
    [Fact]
    public async Task A_host_is_connected_used_and_disconnected_twice_in_a_row()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync();
        var journey = new Journey(rehearsal, visit);

        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("acme");
        // Signed out on the server: the posted manifest is lost on the way through its sign-in page, as on GitHub.
        await journey.SignInToServerAsync();
        await ComeBackAndLeaveAgainAsync(journey, visit);
        await LiveAndEndAsync(rehearsal, visit, journey, remembered: false);

        await visit.Page.GotoAsync(rehearsal.Portal.Url + "hosts");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = journey.HostName }).ClickAsync();
        await visit
            .Page.GetByRole(AriaRole.Link, new() { Name = "Connect an account" })
            .First.ClickAsync();
        await journey.LeaveWithManifestAsync("acme");
        await LiveAndEndAsync(rehearsal, visit, journey, remembered: false);

        await visit.AssertCleanAsync();
    }

    [Fact]
    public async Task The_story_holds_over_https_with_secure_cookies()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Https = true, Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { IgnoreCertificates = true }
        );
        var journey = new Journey(rehearsal, visit);

        await journey.SignInAsync();
        var session = (await visit.Context.CookiesAsync()).Single(cookie =>
            cookie.Name.StartsWith("Portal.Session.", StringComparison.Ordinal)
        );
        Assert.True(session is { Secure: true, HttpOnly: true, SameSite: SameSiteAttribute.Lax });
        await journey.SignInToServerFirstAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("acme");
        await LiveAndEndAsync(rehearsal, visit, journey, remembered: false);

        await visit.AssertCleanAsync();
    }

    [Fact]
    public async Task The_story_is_lived_with_the_keyboard_alone_and_a_sign_in_at_a_third_site()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { SignInElsewhere = true, Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync();
        var keyboard = new Keyboard(visit.Page);
        var journey = new Journey(rehearsal, visit)
        {
            Press = keyboard.PressAsync,
            Fill = keyboard.FillAsync,
        };

        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("acme");
        await Expect(visit.Page)
            .ToHaveURLAsync(
                new Regex($"^{Regex.Escape(rehearsal.Sandbox.SignInUrl!.AbsoluteUri)}")
            );
        await journey.SignInToServerAsync();
        await ComeBackAndLeaveAgainAsync(journey, visit);
        await LiveAndEndAsync(rehearsal, visit, journey, remembered: false);

        await visit.AssertCleanAsync();
    }

    private static async Task ComeBackAndLeaveAgainAsync(Journey journey, Visit visit)
    {
        await journey.Heading("Register new GitHub App");
        await visit.Page.GoBackAsync();
        while (
            await visit.Page.TitleAsync() is var title
            && !title.StartsWith("Continue on", StringComparison.Ordinal)
        )
        {
            await visit.Page.GoBackAsync();
        }

        await visit
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
            .ClickAsync();
    }

    private static async Task LiveAndEndAsync(
        Rehearsal rehearsal,
        Visit visit,
        Journey journey,
        bool remembered
    )
    {
        var page = visit.Page;
        await journey.CreateAppOnServerAsync("acme");
        await journey.AuthorizeAndInstallAsync("acme", remembered);
        // What the sandbox is seeded with: 252 repositories of acme.
        var open = rehearsal
            .Sandbox.World.Repositories.Values.Where(repository => repository.Owner.Login == "acme")
            .Sum(repository => repository.OpenIssues);
        await journey.SeeAvailableAsync(252, open);
        await journey.Meet("/connections/{Id:guid}", "available");

        await SeePagesOfRepositoriesAsync(journey, page);
        await SeeAPushArriveAsync(rehearsal, journey, page);
        await SeeAPullRequestArriveAsync(rehearsal, journey, page, open);

        await journey.BeginDisconnectAsync($"acme on {journey.HostName}");
        await journey.DeleteAppOnServerAsync("Portal acme");
        await journey.SeeReceiptAsync();
        Assert.Null(rehearsal.Sandbox.World.FindApp("portal-acme"));
    }

    private static async Task SeePagesOfRepositoriesAsync(Journey journey, IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Repositories ") })
            .ClickAsync();
        await Expect(page.GetByText("1–25 of 252 repositories")).ToBeVisibleAsync();
        await journey.Meet("/connections/{Id:guid}/repositories", "first");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("26–50 of 252 repositories")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("page=2$"));
        await page.GetByRole(AriaRole.Searchbox).FillAsync("widgets");
        await journey.Button("Search");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "acme/widgets", Exact = true }))
            .ToBeVisibleAsync();
    }

    private static async Task SeeAPushArriveAsync(Rehearsal rehearsal, Journey journey, IPage page)
    {
        await rehearsal.Control.PushAsync("acme/widgets", "main", "Say hello");
        await Expect(page.GetByText("push to main by")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "push", Exact = true }))
            .ToBeVisibleAsync();
    }

    private static async Task SeeAPullRequestArriveAsync(
        Rehearsal rehearsal,
        Journey journey,
        IPage page,
        int open
    )
    {
        var number = await rehearsal.Control.OpenPullRequestAsync("acme/widgets", "Greet politely");
        await Expect(journey.Tab($"Pull requests {open + 1}")).ToBeVisibleAsync();
        await journey.Tab($"Pull requests {open + 1}").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Greet politely" }))
            .ToBeVisibleAsync();
        await journey.Meet("/connections/{Id:guid}/pull-requests", "first");
        await rehearsal.Control.ClosePullRequestAsync("acme/widgets", number);
        await Expect(journey.Tab($"Pull requests {open}")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Greet politely" }))
            .ToBeHiddenAsync();
    }
}
