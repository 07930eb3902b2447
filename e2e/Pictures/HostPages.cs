using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sandbox;
using Sandbox.Tls;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>The parts of a host, networks, certificates; a server in maintenance and one that is not trusted.</summary>
internal static class HostPages
{
    /// <summary>Begins on the host's page, and leaves its server in maintenance.</summary>
    public static async Task TakeAsync(Album album)
    {
        var host = new Uri(album.Page.Url).AbsolutePath.Trim('/');
        await album.OpenAsync($"{host}/preflight");
        await album.Journey.Button("Run now");
        await album.SeesAsync("GitHub's log");
        await album.TakeAsync("/hosts/{Id:guid}/preflight", "passed");
        await album.SeeAsync($"{host}/network", "/hosts/{Id:guid}/network", "http");
        await album.SeeAsync($"{host}/edit", "/hosts/{Id:guid}/edit", "typical");
        await UntrustedAsync(album);
        await album.GitHub.FailAsync("GET /api/v3", "maintenance");
        await album.OpenAsync($"{host}/preflight");
        await album.Journey.Button("Run now");
        await album.SeesAsync("in maintenance mode. Its administrator ends that");
        await album.TakeAsync("/hosts/{Id:guid}/preflight", "maintenance");
        await album.SeeAsync(host, "/hosts/{Id:guid}", "maintenance");
    }

    private static async Task UntrustedAsync(Album album)
    {
        using var authority = new PrivateAuthority(TimeProvider.System);
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions { Url = "https://127.0.0.1:0", Authority = authority },
            TestContext.Current.CancellationToken
        );
        await album.OpenAsync("networks/new");
        await album.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Company network");
        await album.Page.GetByLabel("Proxy user").FillAsync("portal");
        await album.Journey.Button("Save");
        await album.AlertAsync("A user without a proxy");
        await album.TakeAsync("/networks/new", "problem");
        await album.Page.GetByLabel("Proxy user").FillAsync("");
        await album.Page.GetByLabel("CA certificates").FillAsync(authority.RootPem);
        await album.Journey.Button("Save");
        await album.SeesAsync("Trusted authorities");
        await album.TakeAsync("/networks/{Id:guid}", "unused");
        await album.SeeAsync("networks", "/networks", "some");

        await album.OpenAsync("hosts/new");
        await album.Page.GetByLabel("URL").FillAsync(gitHub.Url.AbsoluteUri);
        await album.Journey.Button("Register");
        await album.SeesAsync("neither the system nor the host's network trusts");
        await album.Page.GetByLabel("I compared the fingerprints").CheckAsync();
        await album.TakeAsync("/hosts/new", "untrusted");
        await album.Journey.Button("Pin this certificate");
        await album.Journey.Heading("Create the GitHub App");
        await album.Page.GotoAsync("hosts");
        await album
            .Page.GetByRole(AriaRole.Link, new() { Name = gitHub.Url.Authority })
            .ClickAsync();
        await album
            .Page.GetByRole(AriaRole.Link, new() { Name = "Network", Exact = true })
            .ClickAsync();
        await Expect(album.Page.GetByText("This certificate is pinned")).ToBeVisibleAsync();
        await album.TakeAsync("/hosts/{Id:guid}/network", "pinned");
        await album
            .Page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true })
            .ClickAsync();
        await album
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Remove ") })
            .ClickAsync();
        await album.Page.GetByLabel("To confirm").FillAsync(gitHub.Url.Authority);
        await album.PressAsync("^Remove ");
        await album.Journey.Heading("The host is removed");
    }
}
