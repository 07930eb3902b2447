using Portal.E2E.Harness;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.E2E;

/// <summary>A server and a cloud are linked, the link is used, and it ends, as an administrator lives it in a browser.</summary>
public sealed class LinkJourneyTests(Browser browser)
{
    [Fact]
    public async Task An_enterprise_on_its_own_subdomain_is_linked_and_unlinked()
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var cloud = await SandboxServer.StartAsync(
            new SandboxOptions { Flavour = Flavour.DataResidency, Url = "http://127.0.0.6:0" },
            TestContext.Current.CancellationToken
        );
        await using var visit = await browser.OpenAsync();
        var journey = new Journey(rehearsal, visit);
        var link = new LinkJourney(journey, rehearsal, cloud);
        await link.SignInOnCloudAsync();
        await journey.SignInAsync();
        await journey.RegisterHostAsync();

        await link.BeginAsync();
        await link.MeetNeedsAsync(isOwner: false);
        await link.AcceptTermsAsync();
        await link.ConnectAsync("Enterprise", "sandbox-inc", "globex");
        await link.SwitchSearchOnAsync();
        await link.KeepTokenAsync();
        await link.SeeRecordAsync();
        await link.DisableAsync(
            $"Connect {rehearsal.Sandbox.Url.Host}-{rehearsal.Sandbox.Url.Port}"
        );

        await visit.AssertCleanAsync();
    }
}
