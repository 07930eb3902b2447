using Portal.E2E.Harness;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.E2E.Pictures;

/// <summary>GitHub Connect, from the empty list to the receipt, on a portal of its own.</summary>
internal static class LinkPages
{
    public static async Task TakeAsync(Browser browser)
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var cloud = await SandboxServer.StartAsync(
            new SandboxOptions { Flavour = Flavour.DotCom, Url = "http://127.0.0.3:0" },
            TestContext.Current.CancellationToken
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        var album = new Album(rehearsal, visit);
        // The pages on the way there have their pictures elsewhere.
        var journey = new Journey(rehearsal, visit) { Meet = OnlyLinksAsync };
        var link = new LinkJourney(journey, rehearsal, cloud);
        await link.LiveAsync("Enterprise", "sandbox-inc");
        await album.SeeAsync("github-connect", "/github-connect", "some");
        await link.DisableAsync();
        await visit.AssertCleanAsync();

        Task OnlyLinksAsync(string route, string state) =>
            route.StartsWith("/github-connect", StringComparison.Ordinal) || route == "/search"
                ? album.TakeAsync(route, state)
                : Task.CompletedTask;
    }
}
