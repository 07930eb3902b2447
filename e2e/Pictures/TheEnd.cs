using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>A disconnect, with a server that does not answer at first, and what stays behind.</summary>
internal static class TheEnd
{
    public static async Task TakeAsync(Album album, string connection)
    {
        await album.OpenAsync(connection);
        await album.GitHub.FailAsync("DELETE /api/v3", "maintenance");
        await album.Journey.BeginDisconnectAsync($"acme on {album.Journey.HostName}");
        await Expect(album.Page.GetByRole(AriaRole.Button, new() { Name = "Forget anyway" }))
            .ToBeVisibleAsync();
        await album.TakeAsync("/endings/{Id:guid}", "unanswered");
        var ending = album.Page.Url;
        await album.SeeAsync(connection, Album.Connection, "disconnecting");
        await album.OpenHostAsync();
        await album.FollowAsync("^Remove ");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync("/hosts/{Id:guid}/remove", "typical");
        await album.GitHub.HealAsync();
        await album.Page.GotoAsync(ending);
        await album.Journey.DeleteAppOnServerAsync("Portal acme");
        await album.SeesAsync("Noticed");
        // The second answer takes its time, so that there is some for pictures.
        await album.GitHub.PostAsync(
            "faults",
            new
            {
                match = "GET /api/v3/app",
                kind = "latency",
                milliseconds = 8000,
            }
        );
        await album.TakeAsync("/endings/{Id:guid}", "noticed");
        await album.GitHub.HealAsync();
        await album.Journey.SeeReceiptAsync();
        await album.SeeAsync(connection, Album.Connection, "ended");
        await album.SeeAsync("connections", "/connections", "ended");
    }
}
