using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What happens on the server appears on the dashboard of everybody who has it open, without a reload.</summary>
public sealed class LiveDashboardTests(Browser browser)
{
    private const string Organization = "globex";

    [Fact]
    public async Task A_push_and_an_outage_appear_in_two_browsers_and_nothing_loses_the_focus()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var working = await browser.OpenAsync();
        var connection = await ConnectAsync(rehearsal, working);
        await using var one = await OpenDashboardAsync(rehearsal);
        await using var other = await OpenDashboardAsync(rehearsal);
        var focused = one.Page.GetByRole(AriaRole.Link, new() { Name = "Dashboard" });
        await focused.FocusAsync();
        var before = await Chart(one).GetAttributeAsync("aria-label");

        await PushAsync(rehearsal);

        foreach (var visit in new[] { one, other })
        {
            await Expect(Chart(visit)).Not.ToHaveAttributeAsync("aria-label", before!);
        }

        await rehearsal.Control.FailAsync("GET /api/v3/app", "reset");
        await connection.Button("Check now");
        foreach (var visit in new[] { one, other })
        {
            await Expect(Needy(visit)).ToBeVisibleAsync();
            await Expect(Flag(visit)).ToContainTextAsync("1 needs attention");
            await Expect(visit.Page.GetByRole(AriaRole.Status).First)
                .ToContainTextAsync("1 thing needs attention.");
        }

        await Expect(focused).ToBeFocusedAsync();
        await Axe.AssertAccessibleAsync(one.Page);
        await rehearsal.Control.HealAsync();
        await connection.Button("Check now");
        foreach (var visit in new[] { one, other })
        {
            await Expect(Needy(visit)).ToBeHiddenAsync();
            await Expect(Flag(visit)).ToBeHiddenAsync();
            await Expect(visit.Page.Locator(".incidents li").First)
                .ToContainTextAsync("over: unreachable");
            await visit.AssertCleanAsync();
        }
    }

    /// <summary>Goes the whole way, and stays on the connection's page.</summary>
    private static async Task<Journey> ConnectAsync(Rehearsal rehearsal, Visit visit)
    {
        var journey = new Journey(rehearsal, visit);
        await journey.SignInAsync();
        await journey.SignInToServerFirstAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync(Organization);
        await journey.CreateAppOnServerAsync(Organization);
        await journey.AuthorizeAndInstallAsync(Organization);
        await journey.InteractiveAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status).GetByText("Available").First)
            .ToBeVisibleAsync();
        return journey;
    }

    private async Task<Visit> OpenDashboardAsync(Rehearsal rehearsal)
    {
        var visit = await browser.OpenAsync(new VisitOptions { Start = rehearsal.Portal.Url });
        var journey = new Journey(rehearsal, visit);
        await journey.SignInAsync();
        await journey.OpenAsync("");
        return visit;
    }

    private static async Task PushAsync(Rehearsal rehearsal)
    {
        var world = rehearsal.Sandbox.World;
        var repository = world
            .RepositoriesOf(world.Installations.Values.Single())
            .First(one => !one.Archived);
        await rehearsal.Control.PushAsync(
            repository.FullName,
            repository.DefaultBranch,
            "Seen by everybody"
        );
    }

    private static ILocator Chart(Visit visit) => visit.Page.Locator("table.connections svg").First;

    private static ILocator Needy(Visit visit) =>
        visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Needs attention" });

    private static ILocator Flag(Visit visit) =>
        visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("attention$") });
}
