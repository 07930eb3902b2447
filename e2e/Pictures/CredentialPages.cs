using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>An app of an available connection: its pages, its secrets renewed, what is contained, and what may remain.</summary>
internal static class CredentialPages
{
    private const string App = "/apps/{Id:guid}";
    private const string Credentials = "/apps/{Id:guid}/credentials";
    private const string Host = "/hosts/{Id:guid}/contain";

    public static async Task TakeAsync(Album album, string connection)
    {
        // One was begun again before while nobody knew whether the server had made it, the other never confirmed.
        await album.SeeAsync("apps", "/apps", "orphan");
        await album.PressAsync("^It is gone.*App ID");
        await Expect(album.Page.GetByText("It is gone")).ToHaveCountAsync(1);
        await album.PressAsync("^It is gone");
        await Expect(album.Page.GetByText("May remain on GitHub")).ToHaveCountAsync(0);
        await album.TakeAsync("/apps", "some");
        await album.Page.GetByRole(AriaRole.Link, new() { Name = "Portal acme" }).ClickAsync();
        await album.Journey.Heading("Portal acme");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(App, "available");
        await RenewAsync(album);
        await ContainAsync(album, connection);
        await album.SeeAsync($"{connection}/timeline", "/connections/{Id:guid}/timeline", "some");
    }

    private static async Task RenewAsync(Album album)
    {
        await album.Page.GetByRole(AriaRole.Link, new() { Name = "Credentials" }).ClickAsync();
        var field = album.Page.GetByLabel("New private key");
        await Expect(field).ToBeVisibleAsync();
        await album.TakeAsync(Credentials, "typical");
        using var stranger = RSA.Create(2048);
        await field.FillAsync(stranger.ExportRSAPrivateKeyPem());
        await album.Journey.Button("Prove and replace the key");
        await album.AlertAsync("does not accept this key");
        await album.TakeAsync(Credentials, "key-refused");
        var world = album.Rehearsal.Sandbox.World;
        await field.FillAsync(world.AddKey(world.FindApp("portal-acme")!));
        await album.Journey.Button("Prove and replace the key");
        await album.AlertAsync("accepted the new key");
        world.FindApp("portal-acme")!.Hook.Url = "https://elsewhere.example.com/hook";
        await album.Journey.Button("Make a new webhook secret");
        await album.SeesAsync("and not to this portal");
        await album.TakeAsync(Credentials, "webhook-elsewhere");
        await album.Journey.Button("Bring the webhook here with a new secret");
        await album.SeesAsync("took the new secret");
        await album.TakeAsync(Credentials, "renewed");
        await album
            .Page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true })
            .ClickAsync();
    }

    private static async Task ContainAsync(Album album, string connection)
    {
        var app = album.Page.Url;
        await album.Journey.Button("Contain Portal acme…");
        await album.TakeAsync(App, "contain-asks");
        await album.Journey.Button("Yes, contain Portal acme");
        await album.SeesAsync("by the portal; a release ends it");
        await album.TakeAsync(App, "contained");
        await album.SeeAsync(connection, Album.Connection, "contained");
        await album.OpenAsync(app);
        await album.Journey.Button("Release Portal acme");
        await album.SeesAsync("Portal acme is released");
        await album.OpenHostAsync();
        await album.FollowAsync("^Contain ");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(Host, "typical");
        await album.Journey.Button($"Contain {album.Journey.HostName}…");
        await album.Journey.Button($"Yes, contain {album.Journey.HostName}");
        await album.SeesAsync("by the portal; a release ends it");
        await album.TakeAsync(Host, "contained");
        await album.Journey.Button($"Release {album.Journey.HostName}");
        await album.OpenAsync(connection);
        await Expect(album.Page.GetByRole(AriaRole.Status).GetByText("Available").First)
            .ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
