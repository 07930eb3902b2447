using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>An available connection, the lists that have something in them, and a server in maintenance.</summary>
internal static class InUse
{
    public static async Task TakeAsync(Album album, string connection)
    {
        await album.GitHub.PushAsync("acme/widgets", "main", "Say hello");
        await Expect(album.Page.GetByRole(AriaRole.Cell, new() { Name = "push", Exact = true }))
            .ToBeVisibleAsync();
        await album.TakeAsync(Album.Connection, "available");
        await HealthAsync(album, connection);
        await ListsAsync(album, connection);
        await DeliveryPictures.TakeAsync(album);

        await album.OpenHostAsync();
        await album.TakeAsync("/hosts/{Id:guid}", "available");
        await HostPages.TakeAsync(album);
        await album.SeeAsync(connection, Album.Connection, "before-check");
        await album.Journey.Button("Check now");
        await album.SeesAsync("maintenance mode");
        await album.TakeAsync(Album.Connection, "maintenance");
        await album.SeeAsync("", "/", "attention");
        await album.GitHub.HealAsync();
        await album.OpenAsync(connection);
        await album.Journey.Button("Check now");
        await Expect(album.Page.GetByRole(AriaRole.Status).GetByText("Available").First)
            .ToBeVisibleAsync();
    }

    private static async Task HealthAsync(Album album, string connection)
    {
        const string health = "/connections/{Id:guid}/health";
        await album.SeeAsync($"{connection}/health", health, "checked");
        await album.Journey.Button("Check both directions");
        await album.SeesAsync("sent once more");
        await album.TakeAsync(health, "proven");
        var hook = album
            .Rehearsal.Sandbox.World.Installations.Values.First(installed =>
                installed.Account.Login == "acme"
            )
            .App.Hook;
        hook.InsecureSsl = "1";
        await album.Journey.Button("Check both directions");
        await album.SeesAsync("Set the webhook again");
        await album.TakeAsync(health, "webhook-changed");
        await album.Journey.Button("Set the webhook again");
        await album.SeesAsync("sends JSON and verifies the portal's certificate");
    }

    private static async Task ListsAsync(Album album, string connection)
    {
        const string repositories = "/connections/{Id:guid}/repositories";
        const string pulls = "/connections/{Id:guid}/pull-requests";
        await album.SeeAsync($"{connection}/repositories", repositories, "first");
        await album.SeeAsync($"{connection}/repositories?q=nosuch", repositories, "none");
        await album.SeeAsync($"{connection}/pull-requests", pulls, "first");
        await album.SeeAsync($"{connection}/pull-requests?q=nosuch", pulls, "none");
        await album.SeeAsync("", "/", "available");
        await album.SeeAsync("hosts", "/hosts", "some");
        await album.SeeAsync("connections", "/connections", "some");
    }
}
