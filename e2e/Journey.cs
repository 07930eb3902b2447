using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Harness;
using Portal.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E;

/// <summary>
/// What an administrator does in a browser, step by step, by what the pages say. Every page that is met is checked for
/// accessibility.
/// </summary>
public sealed class Journey(Rehearsal rehearsal, Visit visit)
{
    /// <summary>A portal that does in seconds what it otherwise waits minutes for.</summary>
    public static PortalSettings Quick { get; } =
        new()
        {
            Values = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Portal:GoneConfirmation"] = "00:00:02",
                ["Portal:RetryDelay"] = "00:00:01",
            },
        };

    /// <summary>Called on every page that is met, with its route and what state it is in.</summary>
    public Func<string, string, Task> Meet { get; init; } =
        (_, _) => Axe.AssertAccessibleAsync(visit.Page);

    /// <summary>How something is pressed, and a field filled in: with the mouse, unless it is said otherwise.</summary>
    public Func<ILocator, Task> Press { get; init; } = control => control.ClickAsync();

    public Func<ILocator, string, Task> Fill { get; init; } =
        (field, text) => field.FillAsync(text);

    public Visit Visit => visit;

    public IPage Page => visit.Page;

    /// <summary>The proxy without which the portal does not reach the server; null for none.</summary>
    public string? Proxy { get; init; }

    private string Server => rehearsal.Sandbox.Url.GetLeftPart(UriPartial.Authority);

    public string HostName => rehearsal.Sandbox.Url.Authority;

    public async Task SignInAsync()
    {
        await Page.GotoAsync(rehearsal.Portal.Url.AbsoluteUri);
        await Heading("Sign in to Portal");
        await Meet("/sign-in", "empty");
        await Fill(Page.GetByLabel("E-mail"), PortalProcess.AdministratorEmail);
        await Fill(Page.GetByLabel("Password"), PortalProcess.AdministratorPassword);
        await Button("Sign in");
        await Heading("Dashboard");
    }

    public async Task RegisterHostAsync()
    {
        // What became interactive is made anew: whoever tabs before begins again.
        await InteractiveAsync();
        await Press(Page.GetByRole(AriaRole.Link, new() { Name = "Register a host" }).First);
        await Heading("Register a host");
        await InteractiveAsync();
        await Meet("/hosts/new", "empty");
        await Fill(Page.GetByLabel("URL"), $"  {Server.ToUpperInvariant()}/ ");
        if (Proxy is not null)
        {
            await Press(Page.GetByText("Advanced:"));
            await Fill(Page.GetByLabel("Proxy", new() { Exact = true }), Proxy);
        }

        if (rehearsal.Sandbox.Url.Scheme == Uri.UriSchemeHttps)
        {
            await Button("Register");
            await Expect(Page.GetByText("certificate is not trusted here")).ToBeVisibleAsync();
            await Meet("/hosts/new", "untrusted");
            await Fill(Page.GetByLabel("CA certificates"), rehearsal.Certificates.AuthorityPem);
        }

        await Button("Register");
        await Heading("Create the GitHub App");
    }

    /// <summary>Fills in the app, and leaves for the server; ends on the server's page or on its sign-in page.</summary>
    public async Task LeaveWithManifestAsync(string organization)
    {
        await Heading("Create the GitHub App");
        await InteractiveAsync();
        await Fill(Page.GetByLabel("Organization", new() { Exact = true }), organization);
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.GetByLabel("Name of the app")).ToHaveValueAsync($"Portal {organization}");
        await Meet("/hosts/{HostId:guid}/connect", "filled");
        await Button("Continue");
        await Heading($"Continue on {HostName}");
        await Meet("/connections/{ConnectionId:guid}/leave", "typical");
        await Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Create the app on") })
        );
    }

    public async Task SignInToServerAsync(string user = "octocat")
    {
        await Heading("Sign in to GitHub");
        await Fill(Page.GetByLabel("Username"), user);
        await Fill(Page.GetByLabel("Password"), "sandbox");
        await Button("Sign in");
    }

    /// <summary>Before leaving: whoever is signed in there loses nothing on the way.</summary>
    public async Task SignInToServerFirstAsync()
    {
        await Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await SignInToServerAsync();
        await Heading("GitHub Enterprise Server sandbox");
        await Page.GotoAsync(rehearsal.Portal.Url.AbsoluteUri);
    }

    public async Task CreateAppOnServerAsync(string organization)
    {
        await Heading("Create a GitHub App");
        await Axe.AssertAccessibleAsync(Page);
        await Button($"Create GitHub App for {organization}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Authorize and install" }))
            .ToBeVisibleAsync();
        await InteractiveAsync();
        await Meet("/connections/{Id:guid}", "authorize");
    }

    public async Task AuthorizeAndInstallAsync(string organization, bool remembered = false)
    {
        await Press(
            Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("authorize and install") })
        );
        if (!remembered)
        {
            await Press(
                Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Authorize ") })
            );
        }

        await Heading(new Regex("^Install "));
        var account = Page.GetByRole(AriaRole.Link, new() { Name = organization, Exact = true });
        if (await account.CountAsync() > 0)
        {
            await Press(account.First);
        }

        await Page.GetByRole(AriaRole.Radio, new() { Name = "All repositories" }).CheckAsync();
        await Button("Install");
        await Heading(new Regex($"^{organization} "));
    }

    public async Task SeeAvailableAsync(int repositories, int pullRequests)
    {
        await Expect(Page.GetByRole(AriaRole.Status).GetByText("Available").First)
            .ToBeVisibleAsync();
        await Expect(Tab($"Repositories {repositories:N0}")).ToBeVisibleAsync(s_slow);
        await Expect(Tab($"Pull requests {pullRequests:N0}")).ToBeVisibleAsync(s_slow);
        await InteractiveAsync();
    }

    public async Task BeginDisconnectAsync(string connection)
    {
        await Press(Tab("Overview"));
        await Press(Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Disconnect ") }));
        await Heading(new Regex("^Disconnect "));
        await InteractiveAsync();
        await Expect(
                Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Disconnect ") })
            )
            .ToBeDisabledAsync();
        await Meet("/connections/{Id:guid}/disconnect", "typical");
        await Fill(Page.GetByLabel("To confirm"), connection);
        await Press(
            Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Disconnect ") })
        );
        await Heading(new Regex("^Disconnecting "));
    }

    /// <summary>Follows the portal's link to the server in the new tab that it opens, and deletes the app there.</summary>
    public async Task DeleteAppOnServerAsync(string appName)
    {
        var link = Page.GetByRole(
            AriaRole.Link,
            new() { NameRegex = new Regex("Open the app's settings") }
        );
        await Expect(link).ToBeVisibleAsync(s_slow);
        await Meet("/endings/{Id:guid}", "waiting");
        var server = await Page.Context.RunAndWaitForPageAsync(() => Press(link));
        await server.GetByLabel("Type the name of the app to confirm").FillAsync(appName);
        await server
            .GetByRole(
                AriaRole.Button,
                new() { Name = "I understand the consequences, delete this GitHub App" }
            )
            .ClickAsync();
        await server.WaitForLoadStateAsync();
        await server.CloseAsync();
    }

    public async Task SeeReceiptAsync()
    {
        await Expect(
                Page.GetByRole(
                    AriaRole.Heading,
                    new() { NameRegex = new Regex("is disconnected$") }
                )
            )
            .ToBeVisibleAsync(s_slow);
        await Expect(Page.GetByText("GitHub said so twice")).ToBeVisibleAsync();
        await Meet("/endings/{Id:guid}", "receipt");
    }

    public ILocator Tab(string name) =>
        Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of this connection" })
            .GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public Task Heading(string text) =>
        Expect(
                Page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Name = text,
                        Level = 1,
                        Exact = true,
                    }
                )
            )
            .ToBeVisibleAsync();

    public Task Heading(Regex text) =>
        Expect(Page.GetByRole(AriaRole.Heading, new() { NameRegex = text, Level = 1 }))
            .ToBeVisibleAsync();

    public Task Button(string name) =>
        Press(Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }));

    /// <summary>Opens an address of the portal, and waits until its page can be used.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(rehearsal.Portal.Url + path);
        await InteractiveAsync();
    }

    /// <summary>Waits until the page answers to clicks: its circuit is up.</summary>
    public Task InteractiveAsync() => Page.Locator("main[data-live]").WaitForAsync();

    private static readonly LocatorAssertionsToBeVisibleOptions s_slow = new() { Timeout = 30_000 };
}
