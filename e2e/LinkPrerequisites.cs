using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;
using Sandbox;
using Sandbox.Control;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>Each prerequisite of a link failing and recovering before an administrator's eyes, on the link's page.</summary>
public sealed class LinkPrerequisites(Journey journey, Rehearsal rehearsal, SandboxServer cloud)
{
    private IPage Page => journey.Page;

    /// <summary>What can go wrong before the server is connected, and how each is put right but the ownership of the server.</summary>
    public async Task RecoverAsync()
    {
        await ReachCloudAsync();
        if (cloud.World.Flavour == Flavour.DataResidency)
        {
            await UpgradeServerAsync();
        }

        await ConfirmAndTakeBackAsync("You own the enterprise on");
        await ReadLicenseAsync();
        await ConfirmAndTakeBackAsync("is paid by invoice");
        await ConfirmAsync("is paid by invoice");
        await ConfirmAndTakeBackAsync("is not connected to another cloud");
        await ConfirmAsync("is not connected to another cloud");
    }

    /// <summary>That a site administrator has authorized an app on the server, the portal sees by itself.</summary>
    public async Task MeetTheRestAsync()
    {
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "GitHub's terms" }))
            .ToBeVisibleAsync();
        await SeeAsync("You own the enterprise on", "measured", "@octocat");
        await SeeAsync("You own the account on", "unknown", "when the app is created");
    }

    /// <summary>The owner is known by now; the account's IP allow list shuts the portal out, and lets it in again.</summary>
    public async Task BeShutOutAsync(string organization)
    {
        await SeeAsync("You own the account on", "measured", "was created there");
        await SeeAsync("IP allow list", "measured", $"answers calls for {organization}");
        cloud.World.IpAllowList = true;
        await LookAgainAsync();
        await SeeAsync("IP allow list", "not so", "has an IP allow list");
        await journey.Meet("/github-connect/{Id:guid}", "shut-out");
        cloud.World.IpAllowList = false;
        await LookAgainAsync();
        await SeeAsync("IP allow list", "measured", $"answers calls for {organization}");
    }

    private async Task ReachCloudAsync()
    {
        await SeeAsync("can be reached", "measured", $"port {cloud.ApiUrl.Port}: 200 in");
        await journey.Meet("/github-connect/{Id:guid}", "prerequisites");
        cloud.Faults.Add(new Fault("GET /api/v3/meta", FaultKind.Maintenance));
        await LookAgainAsync();
        await SeeAsync("can be reached", "not so", "503");
        await journey.Meet("/github-connect/{Id:guid}", "unreachable");
        cloud.Faults.Clear();
        await LookAgainAsync();
        await SeeAsync("can be reached", "measured", $"port {cloud.ApiUrl.Port}: 200 in");
    }

    private async Task UpgradeServerAsync()
    {
        var release = rehearsal.Sandbox.World.Version;
        rehearsal.Sandbox.World.Version = "3.11.19";
        await LookAgainAsync();
        await SeeAsync("3.12 or newer", "not so", "3.11.19");
        rehearsal.Sandbox.World.Version = release;
        await LookAgainAsync();
        await SeeAsync("3.12 or newer", "measured", release);
    }

    private async Task ConfirmAndTakeBackAsync(string need)
    {
        await SeeAsync(need, "unknown", "");
        await ConfirmAsync(need);
        await SeeAsync(need, "confirmed", "confirmed it");
        await journey.Press(
            Need(need).GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Take back: ") })
        );
        await SeeAsync(need, "unknown", "");
    }

    private Task ConfirmAsync(string need) =>
        journey.Press(
            Need(need)
                .GetByRole(
                    AriaRole.Button,
                    new() { NameRegex = new Regex("^I confirm that it is so: ") }
                )
        );

    /// <summary>A wrong password first; then a licence that does not include what is needed; then one that does.</summary>
    private async Task ReadLicenseAsync()
    {
        await Page.GetByText("Read it through the Manage API").ClickAsync();
        await journey.Fill(
            Page.GetByLabel("Address of the Manage API"),
            rehearsal.Sandbox.ManageUrl!.AbsoluteUri
        );
        await ReadWithAsync("not the password");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("refuses the user");
        await journey.Meet("/github-connect/{Id:guid}", "license-refused");
        rehearsal.Sandbox.World.LicenseHasConnect = false;
        await ReadWithAsync("sandbox");
        await SeeAsync("licence includes", "not so", "does not include");
        rehearsal.Sandbox.World.LicenseHasConnect = true;
        // What was read is in place of the form, which opens again.
        await Page.GetByText("Read it through the Manage API").ClickAsync();
        await ReadWithAsync("sandbox");
        await SeeAsync("licence includes", "measured", "includes GitHub Connect.");
    }

    private async Task ReadWithAsync(string password)
    {
        await journey.Fill(Page.GetByLabel("Password", new() { Exact = true }), password);
        await journey.Button("Read the licence");
    }

    private Task LookAgainAsync() => journey.Button("Look again");

    private async Task SeeAsync(string need, string word, string seen)
    {
        await Expect(Need(need).Locator(".lamp")).ToHaveTextAsync(new Regex(word));
        await Expect(Need(need)).ToContainTextAsync(seen);
    }

    private ILocator Need(string title) =>
        Page.Locator(".checks li")
            .Filter(new() { Has = Page.Locator("strong", new() { HasText = title }) });
}
