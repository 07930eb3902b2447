using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>An app of an available connection: its pages, and its secrets renewed.</summary>
internal static class AppPages
{
    private const string App = "/apps/{Id:guid}";
    private const string Credentials = "/apps/{Id:guid}/credentials";

    public static async Task TakeAsync(Album album)
    {
        await album.SeeAsync("apps", "/apps", "some");
        await album.Page.GetByRole(AriaRole.Link, new() { Name = "Portal acme" }).ClickAsync();
        await album.Journey.Heading("Portal acme");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(App, "available");
        await album.Page.GetByRole(AriaRole.Link, new() { Name = "Credentials" }).ClickAsync();
        await Expect(album.Page.GetByLabel("New private key")).ToBeVisibleAsync();
        await album.TakeAsync(Credentials, "typical");
        using var stranger = RSA.Create(2048);
        await album.Page.GetByLabel("New private key").FillAsync(stranger.ExportRSAPrivateKeyPem());
        await album.Journey.Button("Prove and replace the key");
        await album.AlertAsync("does not accept this key");
        await album.TakeAsync(Credentials, "key-refused");
        var app = album.Rehearsal.Sandbox.World.FindApp("portal-acme")!;
        await album
            .Page.GetByLabel("New private key")
            .FillAsync(album.Rehearsal.Sandbox.World.AddKey(app));
        await album.Journey.Button("Prove and replace the key");
        await album.AlertAsync("accepted the new key");
        await album.Journey.Button("Make a new webhook secret");
        await album.SeesAsync("took the new secret");
        await album.TakeAsync(Credentials, "renewed");
    }
}
