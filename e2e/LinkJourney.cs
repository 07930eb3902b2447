using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;
using Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What an administrator does to link a server to a cloud and to end that, by what the pages say.</summary>
public sealed class LinkJourney(Journey journey, Rehearsal rehearsal, SandboxServer cloud)
{
    private IPage Page => journey.Page;

    public string CloudName => cloud.Url.Authority;

    private string Link { get; set; } = "";

    /// <summary>Signs in on the cloud, where a manifest that is posted to somebody else's sign-in page is lost.</summary>
    private async Task SignInOnCloudAsync(string user)
    {
        await Page.Context.ClearCookiesAsync(new() { Domain = cloud.Url.Host });
        await Page.GotoAsync(cloud.Url + "login");
        await journey.SignInToServerAsync(user);
        await Expect(Page.GetByText(user).First).ToBeVisibleAsync();
    }

    /// <summary>
    /// The whole story but its end: a server is connected and linked to an account, each prerequisite fails and recovers, and
    /// each feature that is to be had there is used.
    /// </summary>
    /// <param name="kind">Organization or Enterprise.</param>
    public async Task LiveAsync(string kind, string account)
    {
        var needs = new LinkPrerequisites(journey, rehearsal, cloud);
        await Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await SignInOnCloudAsync("hubot");
        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        var connectServer = Page.Url;
        await BeginAsync();
        await needs.RecoverAsync();
        await Page.GotoAsync(connectServer);
        await journey.LeaveWithManifestAsync("globex");
        await journey.CreateAppOnServerAsync("globex");
        await journey.AuthorizeAndInstallAsync("globex");
        await journey.OpenAsync(Link);
        await needs.MeetTheRestAsync();
        await AcceptTermsAsync();
        await ConnectAsync(kind, account, "globex");
        await needs.BeShutOutAsync("globex");
        await new LinkUse(journey, rehearsal, cloud, Link).LiveAsync(
            ofEnterprise: kind == "Enterprise"
        );
    }

    private async Task BeginAsync()
    {
        await journey.OpenAsync("github-connect");
        await journey.Meet("/github-connect", "empty");
        await journey.Press(
            Page.GetByRole(AriaRole.Link, new() { Name = "Enable GitHub Connect" })
        );
        await journey.Heading("Enable GitHub Connect");
        await journey.InteractiveAsync();
        await Page.GetByLabel(
                cloud.World.Flavour == Flavour.DotCom ? "github.com" : "SUBDOMAIN.ghe.com"
            )
            .First.CheckAsync();
        await journey.Fill(Page.GetByLabel("Address of the cloud"), "https://ghes.example.com");
        await journey.Button("Continue");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("ghes.example.com is not");
        await journey.Meet("/github-connect/new", "problem");
        await journey.Fill(Page.GetByLabel("Address of the cloud"), cloud.Url.AbsoluteUri);
        await journey.Fill(Page.GetByLabel("Address of its API"), cloud.ApiUrl.AbsoluteUri);
        await journey.Button("Continue");
        await journey.Heading(new Regex("↔"));
        Link = new Uri(Page.Url).AbsolutePath.TrimStart('/');
    }

    private async Task AcceptTermsAsync()
    {
        await journey.Meet("/github-connect/{Id:guid}", "terms");
        await Page.GetByLabel("I have read these terms").CheckAsync();
        await journey.Button("Accept and continue");
        await Expect(
                Page.GetByRole(
                    AriaRole.Heading,
                    new() { NameRegex = new Regex("^Which account on") }
                )
            )
            .ToBeVisibleAsync();
    }

    /// <summary>
    /// Chooses the account, fails to create the app as somebody who does not own it, and then creates it as an owner,
    /// authorizes and installs it on the organization.
    /// </summary>
    private async Task ConnectAsync(string kind, string account, string organization)
    {
        await journey.Meet("/github-connect/{Id:guid}", "account");
        await journey.Fill(Page.GetByLabel(kind, new() { Exact = true }), account);
        await journey.Button($"Connect the {kind.ToLowerInvariant()}");
        await journey.Heading($"Continue on {CloudName}");
        journey.Visit.Expect("status of 404");
        await LeaveForCloudAsync();
        await journey.Heading("Page not found");
        await SignInOnCloudAsync("octocat");
        await journey.OpenAsync(Link);
        await journey.Press(
            Page.GetByRole(
                AriaRole.Link,
                new() { NameRegex = new Regex("^Update pending connection") }
            )
        );
        await journey.Heading($"Continue on {CloudName}");
        await LeaveForCloudAsync();
        await journey.Heading("Create a GitHub App");
        await journey.Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Create GitHub App") })
        );
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Authorize and install" }))
            .ToBeVisibleAsync();
        await journey.OpenAsync(Link);
        await journey.Meet("/github-connect/{Id:guid}", "app");
        await journey.AuthorizeAndInstallAsync(organization);
        await journey.OpenAsync(Link);
        await Expect(Page.GetByText("No feature is switched on").First).ToBeVisibleAsync();
        await Expect(Page.GetByText($"answers calls for {organization}")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "enabled");
    }

    private Task LeaveForCloudAsync() =>
        journey.Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
        );

    /// <summary>Disables, deletes the app on the cloud when the portal asks for that, and sees the receipt.</summary>
    public async Task DisableAsync()
    {
        var app = $"Connect {rehearsal.Sandbox.Url.Host}-{rehearsal.Sandbox.Url.Port}";
        await journey.OpenAsync(Link);
        await journey.Press(Page.GetByText("Move to "));
        await Expect(Page.GetByText("ghe-config-apply")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "moving");
        await journey.Press(
            Page.GetByRole(AriaRole.Link, new() { Name = "Disable GitHub Connect…" })
        );
        await journey.Heading("Disable GitHub Connect");
        await journey.InteractiveAsync();
        await journey.Meet("/github-connect/{Id:guid}/disable", "typical");
        var name = await Page.Locator("label[for=typed] strong").InnerTextAsync();
        await journey.Fill(Page.GetByLabel("To confirm"), name);
        await journey.Button("Disable GitHub Connect");
        await journey.Heading(new Regex("^Disconnecting "));
        var ending = Page.Url;
        await journey.OpenAsync(Link);
        await Expect(Page.GetByText("GitHub Connect is being disabled")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "disabling");
        await Page.GotoAsync(ending);
        await journey.InteractiveAsync();
        await journey.DeleteAppOnServerAsync(app);
        await journey.SeeReceiptAsync();
        await Expect(Page.GetByText("GitHub Connect link of").First).ToBeVisibleAsync();
        await journey.OpenAsync("github-connect");
        await Expect(Page.GetByText("No server is linked yet")).ToBeVisibleAsync();
        await journey.OpenAsync(Link);
        await journey.Heading("No such link");
        await journey.Meet("/github-connect/{Id:guid}", "gone");
    }
}
