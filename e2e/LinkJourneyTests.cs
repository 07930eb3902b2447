using Portal.E2E.Harness;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.E2E;

/// <summary>A server and a cloud are linked, the link is used, and it ends, as an administrator lives it in a browser.</summary>
public sealed class LinkJourneyTests(Browser browser)
{
    [Theory]
    [InlineData(Flavour.DotCom, "http://127.0.0.3:0", "Organization", "globex")]
    [InlineData(Flavour.DataResidency, "http://127.0.0.6:0", "Enterprise", "sandbox-inc")]
    public async Task An_account_on_either_cloud_is_linked_used_and_unlinked(
        Flavour flavour,
        string url,
        string kind,
        string account
    )
    {
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var cloud = await SandboxServer.StartAsync(
            new SandboxOptions { Flavour = flavour, Url = url },
            TestContext.Current.CancellationToken
        );
        await using var visit = await browser.OpenAsync();
        var link = new LinkJourney(new Journey(rehearsal, visit), rehearsal, cloud);

        await link.LiveAsync(kind, account);
        await link.DisableAsync();

        await visit.AssertCleanAsync();
    }
}
