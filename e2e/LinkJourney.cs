using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;
using Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What an administrator does to link a server to a cloud, to use the link, and to end it, by what the pages say.</summary>
public sealed class LinkJourney(Journey journey, Rehearsal rehearsal, SandboxServer cloud)
{
    private IPage Page => journey.Page;

    public string CloudName => cloud.Url.Authority;

    private string Link { get; set; } = "";

    /// <summary>Signs in on the cloud, where a manifest that is posted to somebody else's sign-in page is lost.</summary>
    public async Task SignInOnCloudAsync()
    {
        await Page.GotoAsync(cloud.Url + "login");
        await journey.SignInToServerAsync();
        await Expect(Page.GetByText("octocat").First).ToBeVisibleAsync();
    }

    public async Task BeginAsync()
    {
        await OpenAsync("github-connect");
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

    /// <summary>Sees what is needed, with the cloud out of order at first, and has or confirms each.</summary>
    /// <param name="isOwner">A site administrator has authorized an app on the server, which the portal sees by itself.</param>
    public async Task MeetNeedsAsync(bool isOwner)
    {
        await Expect(Page.GetByText($"port {cloud.ApiUrl.Port}: 200 in").First).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "prerequisites");
        cloud.Faults.Add(
            new Sandbox.Control.Fault("GET /api/v3/meta", Sandbox.Control.FaultKind.Maintenance)
        );
        await journey.Button("Look again");
        await Expect(Page.Locator(".checks li.failed")).ToHaveCountAsync(1);
        await journey.Meet("/github-connect/{Id:guid}", "unreachable");
        cloud.Faults.Clear();
        await journey.Button("Look again");
        await Expect(Page.Locator(".checks li.failed")).ToHaveCountAsync(0);
        await ReadLicenseAsync();
        string[] needs = ["You own the enterprise", "paid by invoice", "not connected"];
        foreach (var need in isOwner ? needs[1..] : needs)
        {
            await journey.Press(
                Page.GetByRole(
                    AriaRole.Button,
                    new() { NameRegex = new Regex($"^I confirm that it is so: .*{need}") }
                )
            );
        }

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "GitHub's terms" }))
            .ToBeVisibleAsync();
    }

    private async Task ReadLicenseAsync()
    {
        await Page.GetByText("Read it through the Manage API").ClickAsync();
        await journey.Fill(
            Page.GetByLabel("Address of the Manage API"),
            rehearsal.Sandbox.ManageUrl!.AbsoluteUri
        );
        await journey.Fill(Page.GetByLabel("Password", new() { Exact = true }), "not the password");
        await journey.Button("Read the licence");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("refuses the user");
        await journey.Meet("/github-connect/{Id:guid}", "license-refused");
        await journey.Fill(Page.GetByLabel("Password", new() { Exact = true }), "sandbox");
        await journey.Button("Read the licence");
        await Expect(Page.GetByText("includes GitHub Connect.").First).ToBeVisibleAsync();
    }

    public async Task AcceptTermsAsync()
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

    /// <summary>Chooses the account, and creates the app, authorizes and installs it on the organization.</summary>
    public async Task ConnectAsync(string kind, string account, string organization)
    {
        await journey.Meet("/github-connect/{Id:guid}", "account");
        await journey.Fill(Page.GetByLabel(kind, new() { Exact = true }), account);
        await journey.Button($"Connect the {kind.ToLowerInvariant()}");
        await journey.Heading($"Continue on {CloudName}");
        await journey.Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
        );
        await journey.Heading("Create a GitHub App");
        await journey.Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Create GitHub App") })
        );
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Authorize and install" }))
            .ToBeVisibleAsync();
        await OpenAsync(Link);
        await journey.Meet("/github-connect/{Id:guid}", "app");
        await journey.AuthorizeAndInstallAsync(organization);
        await OpenAsync(Link);
        await Expect(Page.GetByText("No feature is switched on").First).ToBeVisibleAsync();
        await Expect(Page.GetByText($"answers calls for {organization}")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "enabled");
    }

    public async Task SwitchSearchOnAsync()
    {
        await Tab("Features");
        await journey.Meet("/github-connect/{Id:guid}/features", "off");
        await journey.Button("Switch on unified search");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Switch off unified search" }))
            .ToBeVisibleAsync();
        await Page.GetByLabel("Search private repositories, too").CheckAsync();
        await Expect(
                Page.GetByRole(
                    AriaRole.Checkbox,
                    new() { NameRegex = new Regex("may search private repositories through") }
                ).First
            )
            .ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/features", "on");
    }

    /// <summary>Stores the enterprise administrator's token as well, and sees who uses a licence.</summary>
    public async Task SeeLicensesAsync()
    {
        await Tab("Credentials");
        var token = cloud.World.MintPersonalToken(
            cloud.World.FindAccount("octocat")!,
            "read:enterprise"
        );
        var card = Page.Locator("#cloudtoken");
        await journey.Fill(card.GetByLabel("Token", new() { Exact = true }), token.Value);
        await journey.Press(card.GetByRole(AriaRole.Button, new() { Name = "Prove and store" }));
        await Expect(card.GetByText("@octocat")).ToBeVisibleAsync();
        await Tab("Features");
        await journey.Button("Switch on license sync");
        await journey.Press(
            Page.GetByRole(AriaRole.Link, new() { Name = "See who uses a licence" })
        );
        await Expect(Page.GetByText("seats bought")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/licenses", "typical");
    }

    /// <summary>Shows both accounts by signing in with them, links somebody else's, and sees the calendars.</summary>
    public async Task SeeContributionsAsync()
    {
        await Tab("Features");
        await journey.Button("Switch on unified contributions");
        await journey.Press(Page.GetByRole(AriaRole.Link, new() { Name = "See the calendars" }));
        await Expect(Page.GetByText("Show which account on each side is yours")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/contributions", "empty");
        foreach (var side in new[] { rehearsal.Sandbox.Url.Authority, CloudName })
        {
            await journey.Press(
                Page.GetByRole(
                    AriaRole.Link,
                    new() { NameRegex = new Regex($"^Continue on .*{Regex.Escape(side)}") }
                )
            );
            await Expect(Page.GetByText("@octocat").First).ToBeVisibleAsync();
            await journey.InteractiveAsync();
        }

        await Expect(Page.GetByText("of a year:")).ToBeVisibleAsync();
        await Page.GetByText("Link the accounts of somebody else").ClickAsync();
        await journey.Fill(Page.GetByLabel("Login on").First, "octocat");
        await journey.Fill(Page.GetByLabel("Login on").Last, "hubot");
        await journey.Button("Compare and link");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("in common");
        await journey.Meet("/github-connect/{Id:guid}/contributions", "problem");
        await journey.Fill(Page.GetByLabel("Login on").First, "hubot");
        await journey.Button("Compare and link");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "@hubot" })).ToBeVisibleAsync();
        await Expect(Page.GetByText("not read yet")).ToBeHiddenAsync();
        await journey.Meet("/github-connect/{Id:guid}/contributions", "typical");
        await journey.Press(Page.GetByRole(AriaRole.Link, new() { Name = "@octocat" }));
        await Expect(Page.GetByText("Everybody's contributions")).ToBeVisibleAsync();
        await Page.GetByText("By month").ClickAsync();
        await journey.Meet("/github-connect/{Id:guid}/contributions/{Person:guid}", "typical");
    }

    public async Task SeeStatisticsAsync()
    {
        await Tab("Features");
        await journey.Button("Switch on server statistics");
        await journey.Press(Page.GetByRole(AriaRole.Link, new() { Name = "See the charts" }));
        await Expect(Page.GetByText("first reading").First).ToBeVisibleAsync();
        // A line takes two readings.
        await journey.Button("Read now");
        await Expect(Page.GetByText("unchanged").First).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/statistics", "typical");
    }

    /// <summary>Searches both sides, and once more while one of them is out of order.</summary>
    public async Task SearchAsync()
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "Search", Exact = true })
            .ClickAsync();
        await journey.Heading("Search");
        await journey.Meet("/search", "empty");
        await journey.Fill(Page.GetByLabel("Search both sides"), "a");
        await journey.Button("Search");
        await Expect(Page.GetByText(rehearsal.Sandbox.Url.Authority).First).ToBeVisibleAsync();
        await Expect(Page.GetByText("globex/").First).ToBeVisibleAsync();
        await journey.Meet("/search", "results");
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "What to search for" })
            .GetByRole(AriaRole.Link, new() { Name = "Code" })
            .ClickAsync();
        await Expect(Page.Locator("main").GetByText("Searching")).ToBeHiddenAsync();
        await journey.Meet("/search", "code");
        cloud.Faults.Add(
            new Sandbox.Control.Fault("GET /api/v3/search", Sandbox.Control.FaultKind.Maintenance)
        );
        await journey.Fill(Page.GetByLabel("Search both sides"), "e");
        await journey.Button("Search");
        await Expect(Page.Locator(".notice.warning").First).ToContainTextAsync("503");
        await journey.Meet("/search", "one-side");
        cloud.Faults.Clear();
    }

    public async Task KeepTokenAsync()
    {
        await Tab("Credentials");
        await journey.Meet("/github-connect/{Id:guid}/credentials", "none");
        await journey.Fill(Page.GetByLabel("Token", new() { Exact = true }).First, "hello");
        await journey.Press(
            Page.GetByRole(AriaRole.Button, new() { Name = "Prove and store" }).First
        );
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a token");
        await journey.Meet("/github-connect/{Id:guid}/credentials", "problem");
        var token = rehearsal.Sandbox.World.MintPersonalToken(
            rehearsal.Sandbox.World.FindAccount("octocat")!,
            rehearsal.Sandbox.World.Clock.Now.AddDays(90),
            "site_admin"
        );
        await journey.Fill(Page.GetByLabel("Token", new() { Exact = true }).First, token.Value);
        await journey.Press(
            Page.GetByRole(AriaRole.Button, new() { Name = "Prove and store" }).First
        );
        await Expect(Page.GetByText("@octocat").First).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/credentials", "some");
    }

    public async Task SeeRecordAsync()
    {
        await Tab("Record");
        await Expect(Page.GetByText("without suspended people").First).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/record", "typical");
    }

    /// <summary>Disables, deletes the app on the cloud when the portal asks for that, and sees the receipt.</summary>
    public async Task DisableAsync(string app)
    {
        await OpenAsync(Link);
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
        await OpenAsync(Link);
        await Expect(Page.GetByText("GitHub Connect is being disabled")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}", "disabling");
        await Page.GotoAsync(ending);
        await journey.InteractiveAsync();
        await journey.DeleteAppOnServerAsync(app);
        await journey.SeeReceiptAsync();
        await Expect(Page.GetByText("GitHub Connect link of").First).ToBeVisibleAsync();
        await OpenAsync("github-connect");
        await Expect(Page.GetByText("No server is linked yet")).ToBeVisibleAsync();
        await OpenAsync(Link);
        await journey.Heading("No such link");
        await journey.Meet("/github-connect/{Id:guid}", "gone");
    }

    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(rehearsal.Portal.Url + path);
        await journey.InteractiveAsync();
    }

    private async Task Tab(string name)
    {
        await OpenAsync(Link);
        await journey.Press(
            Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of this link" })
                .GetByRole(AriaRole.Link, new() { Name = name, Exact = true })
        );
        await Expect(
                Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of this link" })
                    .Locator("a.active", new() { HasText = name })
            )
            .ToBeVisibleAsync();
    }
}
