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
        await album.Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await link.SignInOnCloudAsync();
        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("globex");
        await journey.CreateAppOnServerAsync("globex");
        await journey.AuthorizeAndInstallAsync("globex");
        await link.BeginAsync();
        await link.MeetNeedsAsync(isOwner: true);
        await link.AcceptTermsAsync();
        await link.ConnectAsync("Enterprise", "sandbox-inc", "globex");
        await link.KeepTokenAsync();
        await link.SwitchSearchOnAsync();
        await link.SeeContributionsAsync();
        await link.SeeStatisticsAsync();
        await link.SeeLicensesAsync();
        await link.SearchAsync();
        await link.SeeRecordAsync();
        await album.SeeAsync("github-connect", "/github-connect", "some");
        await link.DisableAsync(
            $"Connect {rehearsal.Sandbox.Url.Host}-{rehearsal.Sandbox.Url.Port}"
        );
        await visit.AssertCleanAsync();

        Task OnlyLinksAsync(string route, string state) =>
            route.StartsWith("/github-connect", StringComparison.Ordinal) || route == "/search"
                ? album.TakeAsync(route, state)
                : Task.CompletedTask;
    }
}
