using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What a person with an open page sees when the portal is killed and comes back.</summary>
public sealed class RestartTests(Browser browser)
{
    [Fact]
    public async Task An_open_page_says_that_the_portal_is_away_and_comes_back_to_where_it_was()
    {
        await using var rehearsal = await Rehearsal.StartAsync();
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        // The browser itself writes down every attempt that fails while nobody listens.
        visit.Expect("_blazor");
        visit.Expect("Failed to fetch");
        visit.Expect("Failed to complete negotiation");
        visit.Expect("Failed to start the connection");
        visit.Expect("Connection disconnected");
        var journey = new Journey(rehearsal, visit);
        await journey.SignInAsync();
        await visit.Page.GotoAsync("settings");
        await journey.InteractiveAsync();

        await rehearsal.Portal.Kill9Async();

        var bar = visit.Page.GetByText("The connection to the portal was lost");
        await Expect(bar).ToBeVisibleAsync();
        await rehearsal.Portal.RestartAsync();
        await Expect(bar).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await journey.InteractiveAsync();
        await journey.Heading("Settings");
        await visit.AssertCleanAsync();
    }
}
