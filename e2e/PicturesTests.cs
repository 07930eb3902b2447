using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>
/// Takes pictures of every page in each of its states, and has axe judge each. A page that no test here visits fails the
/// last one.
/// </summary>
[Collection(LastCollection.Name)]
public sealed class PicturesTests(Browser browser)
{
    [Fact]
    public async Task Every_page_is_pictured_in_each_of_its_states()
    {
        await PictureSetUpAsync();
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = Journey.Quick }
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        var journey = new Journey(rehearsal, visit)
        {
            Meet = (route, state) => TakeAsync(visit.Page, route, state),
        };
        await PictureEmptyPortalAsync(journey, visit);
        await PictureRefusalsAsync(journey, visit);
        var connection = await PictureTheWayInAsync(rehearsal, journey, visit);
        await PictureUseAsync(rehearsal, journey, visit, connection);
        await PictureTheEndAsync(rehearsal, journey, visit, connection);
        await PictureTheRestAsync(visit);

        await visit.AssertCleanAsync();
        Assert.Empty(Gallery.RoutesWithoutPictures());
    }

    private async Task PictureSetUpAsync()
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PORTAL_ADMIN_EMAIL"] = null,
                    ["PORTAL_ADMIN_PASSWORD"] = null,
                },
            }
        );
        await using var visit = await browser.OpenAsync();
        var link = (await portal.WaitForLineAsync("/setup?token=")).Trim();
        await visit.Page.GotoAsync(link[..^3]);
        await TakeAsync(visit.Page, "/setup", "wrong-link");
        await visit.Page.GotoAsync(link);
        await TakeAsync(visit.Page, "/setup", "empty");
        await visit.Page.GetByLabel("E-mail").FillAsync("admin@example.com");
        await visit
            .Page.GetByLabel("Password", new() { Exact = true })
            .FillAsync("a long enough sentence");
        await visit.Page.GetByLabel("Password again").FillAsync("another long sentence");
        await visit.Page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("differ");
        await TakeAsync(visit.Page, "/setup", "problem");
        await visit.AssertCleanAsync();
    }

    private static async Task PictureEmptyPortalAsync(Journey journey, Visit visit)
    {
        await visit.Page.GotoAsync("sign-in");
        await visit.Page.GetByLabel("E-mail").FillAsync("admin@example.com");
        await visit.Page.GetByLabel("Password").FillAsync("not the password");
        await journey.Button("Sign in");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/sign-in", "wrong");
        await journey.SignInAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/", "empty");
        await visit.Page.GetByText(PortalProcess.AdministratorEmail).ClickAsync();
        await TakeAsync(visit.Page, "/", "menu");
        await journey.Button("Keyboard shortcuts");
        await TakeAsync(visit.Page, "/", "shortcuts");
        await journey.Button("Close");
        await SeeAsync(journey, "hosts", "/hosts", "empty");
        await SeeAsync(journey, "connections", "/connections", "empty");
        await SeeAsync(journey, "settings", "/settings", "typical");
        await SeeAsync(journey, $"hosts/{Guid.NewGuid()}", "/hosts/{Id:guid}", "unknown");
    }

    private static async Task PictureRefusalsAsync(Journey journey, Visit visit)
    {
        await visit.Page.GotoAsync("hosts/new");
        await journey.InteractiveAsync();
        await visit.Page.GetByLabel("URL").FillAsync("https://github.com/acme");
        await journey.Button("Register");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("GitHub Connect");
        await TakeAsync(visit.Page, "/hosts/new", "cloud");
        await visit.Page.GetByLabel("URL").FillAsync("http://127.0.0.1:9");
        await journey.Button("Register");
        await Expect(visit.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("refuses the connection");
        await visit.Page.GetByText("Advanced").ClickAsync();
        await TakeAsync(visit.Page, "/hosts/new", "unreachable");
    }

    private static async Task<string> PictureTheWayInAsync(
        Rehearsal rehearsal,
        Journey journey,
        Visit visit
    )
    {
        await visit.Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await journey.Heading("GitHub Enterprise Server sandbox");
        await visit.Page.GotoAsync("");
        await journey.RegisterHostAsync();
        await journey.InteractiveAsync();
        await visit
            .Page.GetByLabel("Name of the app")
            .FillAsync("A name that is longer than GitHub allows");
        await journey.Button("Continue");
        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/hosts/{HostId:guid}/connect", "problem");
        await visit.Page.ReloadAsync();
        await journey.LeaveWithManifestAsync("acme");
        await journey.Heading("Create a GitHub App");
        await visit.Page.GoBackAsync();
        await visit
            .Page.GetByRole(AriaRole.Link, new() { Name = "Back to the connection" })
            .ClickAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "create");
        var connection = new Uri(visit.Page.Url).AbsolutePath.TrimStart('/');

        await ReturnAsync(
            rehearsal,
            journey,
            visit,
            connection,
            "maintenance",
            "fetch",
            "Fetch the app's key"
        );
        await rehearsal.Control.HealAsync();
        await rehearsal.Control.FailAsync("POST /api/v3/app-manifests", "reset");
        await journey.Button("Try the exchange again");
        await Expect(visit.Page.GetByText("The app may exist")).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "may-exist");
        await rehearsal.Control.HealAsync();
        await rehearsal.Control.FailAsync("POST /api/v3/app-manifests", "html");
        await journey.Button("Try the code once more");
        await Expect(visit.Page.GetByText("Create the GitHub App again")).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "refused");
        await rehearsal.Control.HealAsync();
        await rehearsal.Control.SendAsync(HttpMethod.Delete, "apps/portal-acme");
        await journey.Button("Begin again with a new app");
        await visit
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("create the app$") })
            .ClickAsync();
        await visit
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
            .ClickAsync();
        await journey.CreateAppOnServerAsync("acme");
        await SeeAsync(journey, "", "/", "pending");
        return connection;
    }

    private static async Task ReturnAsync(
        Rehearsal rehearsal,
        Journey journey,
        Visit visit,
        string connection,
        string fault,
        string state,
        string title
    )
    {
        await rehearsal.Control.FailAsync("POST /api/v3/app-manifests", fault);
        await visit.Page.GotoAsync($"{connection}/leave");
        await visit
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
            .ClickAsync();
        await journey.Button("Create GitHub App for acme");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = title }))
            .ToBeVisibleAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", state);
    }

    private async Task PictureUseAsync(
        Rehearsal rehearsal,
        Journey journey,
        Visit visit,
        string connection
    )
    {
        await PictureARequestAsync(rehearsal, connection);
        // Installed on the server's side, so that the portal offers to adopt it.
        await rehearsal.Control.PostAsync(
            "installations",
            new { slug = "portal-acme", account = "acme" }
        );
        await visit.Page.GotoAsync(connection);
        await journey.InteractiveAsync();
        await visit
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("authorize and install") })
            .ClickAsync();
        await visit
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Authorize ") })
            .ClickAsync();
        var adopt = visit.Page.GetByRole(
            AriaRole.Button,
            new() { Name = "Use the installation on acme" }
        );
        await Expect(adopt).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "install");
        await adopt.ClickAsync();
        await journey.SeeAvailableAsync(252, 28);
        await rehearsal.Control.PushAsync("acme/widgets", "main", "Say hello");
        await Expect(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "push", Exact = true }))
            .ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "available");
        await PictureSuspensionAsync(rehearsal, journey, visit);
        await SeeAsync(
            journey,
            $"{connection}/repositories",
            "/connections/{Id:guid}/repositories",
            "first"
        );
        await SeeAsync(
            journey,
            $"{connection}/repositories?q=nosuch",
            "/connections/{Id:guid}/repositories",
            "none"
        );
        await SeeAsync(
            journey,
            $"{connection}/pull-requests",
            "/connections/{Id:guid}/pull-requests",
            "first"
        );
        await SeeAsync(journey, "", "/", "available");
        await SeeAsync(journey, "hosts", "/hosts", "some");
        await SeeAsync(journey, "connections", "/connections", "some");
        await visit.Page.GotoAsync("hosts");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = journey.HostName }).ClickAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/hosts/{Id:guid}", "available");
        await rehearsal.Control.FailAsync("GET /api/v3", "maintenance");
        await journey.Button("Check now");
        await Expect(visit.Page.GetByText("maintenance mode").First).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/hosts/{Id:guid}", "maintenance");
        await SeeAsync(journey, connection, "/connections/{Id:guid}", "before-check");
        await journey.Button("Check now");
        await Expect(visit.Page.GetByText("maintenance mode").First).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "maintenance");
        await SeeAsync(journey, "", "/", "attention");
        await rehearsal.Control.HealAsync();
    }

    /// <summary>Somebody who may not install asks for it, in a browser of their own.</summary>
    private async Task PictureARequestAsync(Rehearsal rehearsal, string connection)
    {
        await using var visit = await browser.OpenAsync(
            new VisitOptions { Start = rehearsal.Portal.Url }
        );
        var journey = new Journey(rehearsal, visit);
        await journey.SignInAsync();
        await visit.Page.GotoAsync(connection);
        await visit
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("authorize and install") })
            .ClickAsync();
        await journey.SignInToServerAsync("hubot");
        await visit
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Authorize ") })
            .ClickAsync();
        await journey.Heading(new Regex("^Install "));
        await journey.Button("Request");
        await Expect(
                visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for approval" })
            )
            .ToBeVisibleAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "approval");
        await visit.AssertCleanAsync();
    }

    private static async Task PictureSuspensionAsync(
        Rehearsal rehearsal,
        Journey journey,
        Visit visit
    )
    {
        var installation = rehearsal.Sandbox.World.Installations.Keys.Single();
        await rehearsal.Control.PostAsync($"installations/{installation}/suspend");
        await Expect(visit.Page.GetByText("The installation is suspended")).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "suspended");
        await rehearsal.Control.PostAsync($"installations/{installation}/unsuspend");
        await Expect(visit.Page.GetByText("The installation is suspended")).ToBeHiddenAsync();
    }

    private static async Task PictureTheEndAsync(
        Rehearsal rehearsal,
        Journey journey,
        Visit visit,
        string connection
    )
    {
        await visit.Page.GotoAsync(connection);
        await journey.InteractiveAsync();
        await journey.Button("Check now");
        await Expect(visit.Page.GetByRole(AriaRole.Status).GetByText("Available").First)
            .ToBeVisibleAsync();
        var installation = rehearsal.Sandbox.World.Installations.Keys.Single();
        await rehearsal.Control.PostAsync($"installations/{installation}/uninstall");
        await Expect(visit.Page.GetByText("The app was uninstalled from the account").First)
            .ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/connections/{Id:guid}", "uninstalled");
        await rehearsal.Control.FailAsync("DELETE /api/v3", "maintenance");
        await journey.BeginDisconnectAsync($"acme on {journey.HostName}");
        var forget = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Forget anyway" });
        await Expect(forget).ToBeVisibleAsync();
        await TakeAsync(visit.Page, "/endings/{Id:guid}", "unanswered");
        var ending = visit.Page.Url;
        await SeeAsync(journey, connection, "/connections/{Id:guid}", "disconnecting");
        await visit.Page.GotoAsync("hosts");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = journey.HostName }).ClickAsync();
        await visit
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Remove ") })
            .ClickAsync();
        await journey.InteractiveAsync();
        await TakeAsync(visit.Page, "/hosts/{Id:guid}/remove", "typical");
        await rehearsal.Control.HealAsync();
        await visit.Page.GotoAsync(ending);
        await journey.DeleteAppOnServerAsync("Portal acme");
        await journey.SeeReceiptAsync();
        await SeeAsync(journey, connection, "/connections/{Id:guid}", "ended");
        await SeeAsync(journey, "connections", "/connections", "ended");
    }

    private static async Task PictureTheRestAsync(Visit visit)
    {
        foreach (var verdict in new[] { "unknown", "expired", "used", "foreign" })
        {
            await visit.Page.GotoAsync($"returned/{verdict}");
            await TakeAsync(visit.Page, "/returned/{Verdict}", verdict);
        }

        await visit.Page.GotoAsync("audit");
        await visit.Page.Locator("main[data-live]").WaitForAsync();
        await TakeAsync(visit.Page, "/audit", "some");
        visit.Expect("status of 404");
        await visit.Page.GotoAsync("no/such/page");
        await TakeAsync(visit.Page, "/not-found", "typical");
        await visit.Page.GotoAsync("error");
        await TakeAsync(visit.Page, "/error", "typical");
    }

    private static async Task SeeAsync(Journey journey, string path, string route, string state)
    {
        await journey.Page.GotoAsync(path);
        await journey.InteractiveAsync();
        await TakeAsync(journey.Page, route, state);
    }

    private static async Task TakeAsync(IPage page, string route, string state)
    {
        await Axe.AssertAccessibleAsync(page);
        await Gallery.TakeAsync(page, route, state);
    }
}
