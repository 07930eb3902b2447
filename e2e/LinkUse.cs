using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;
using Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>What an administrator does with the features of a link, by what the pages say.</summary>
/// <param name="link">The path of the link's page.</param>
public sealed class LinkUse(Journey journey, Rehearsal rehearsal, SandboxServer cloud, string link)
{
    private IPage Page => journey.Page;

    /// <summary>Every feature that is to be had with this cloud and this kind of account.</summary>
    public async Task LiveAsync(bool ofEnterprise)
    {
        await KeepTokenAsync();
        await SwitchSearchOnAsync();
        await SeeContributionsAsync();
        if (cloud.World.Flavour == Flavour.DotCom)
        {
            await SeeStatisticsAsync();
        }

        if (ofEnterprise)
        {
            await SeeLicensesAsync();
        }

        await SearchAsync();
        await SeeRecordAsync();
    }

    private async Task SwitchSearchOnAsync()
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
    private async Task SeeLicensesAsync()
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
    private async Task SeeContributionsAsync()
    {
        await Tab("Features");
        await journey.Button("Switch on unified contributions");
        await journey.Press(Page.GetByRole(AriaRole.Link, new() { Name = "See the calendars" }));
        await Expect(Page.GetByText("Show which account on each side is yours")).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/contributions", "empty");
        foreach (var side in new[] { rehearsal.Sandbox.Url.Authority, cloud.Url.Authority })
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

    private async Task SeeStatisticsAsync()
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
    private async Task SearchAsync()
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

    private async Task KeepTokenAsync()
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

    private async Task SeeRecordAsync()
    {
        await Tab("Record");
        await Expect(Page.GetByText("without suspended people").First).ToBeVisibleAsync();
        await journey.Meet("/github-connect/{Id:guid}/record", "typical");
    }

    private async Task Tab(string name)
    {
        await journey.OpenAsync(link);
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
