using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>An available connection to which one thing after another happens on the server.</summary>
internal static class Trouble
{
    private static readonly string[] s_events = ["push", "pull_request", "create", "delete"];

    public static async Task TakeAsync(Album album)
    {
        var connection = await ConnectAsync(album);
        var slug = album.Rehearsal.Sandbox.World.Installations.Values.Single().App.Slug;
        await SuspendAsync(album);
        await PermissionsMissingAsync(album, slug);
        await KeyRefusedAsync(album, slug);
        await UninstalledAsync(album);
        await AppDeletedAsync(album, slug);
        await album.SeeAsync("connections", "/connections", "trouble");
        await album.SeeAsync(
            $"{connection}/disconnect",
            "/connections/{Id:guid}/disconnect",
            "app-deleted"
        );
    }

    private static async Task<string> ConnectAsync(Album album)
    {
        var quiet = new Journey(album.Rehearsal, album.Visit);
        await album.OpenHostAsync();
        await album.FollowAsync("^Connect an account");
        await quiet.LeaveWithManifestAsync("globex");
        await quiet.CreateAppOnServerAsync("globex");
        await quiet.AuthorizeAndInstallAsync("globex");
        await quiet.InteractiveAsync();
        return new Uri(album.Page.Url).AbsolutePath.TrimStart('/');
    }

    private static async Task SuspendAsync(Album album)
    {
        var installation = Installation(album);
        await album.GitHub.PostAsync($"installations/{installation}/suspend");
        await album.SeesAsync("The installation is suspended");
        await album.TakeAsync(Album.Connection, "suspended");
        await album.GitHub.PostAsync($"installations/{installation}/unsuspend");
        await HealthyAsync(album);
    }

    private static async Task PermissionsMissingAsync(Album album, string slug)
    {
        await ChangeAsync(album, slug, s_events[1..]);
        await album.Journey.Button("Check now");
        await album.SeesAsync("Permissions or events are missing");
        await album.TakeAsync(Album.Connection, "permissions-missing");
        await album.SeeAsync("", "/", "permissions-missing");
        await album.Page.GoBackAsync();
        await album.Journey.InteractiveAsync();
        await ChangeAsync(album, slug, s_events);
        await album.Journey.Button("Check now");
        await HealthyAsync(album);
    }

    /// <summary>The owner deletes the key on the app's page, after making another.</summary>
    private static async Task KeyRefusedAsync(Album album, string slug)
    {
        var app = album.Rehearsal.Sandbox.World.FindApp(slug)!;
        var key = app.Keys.Single();
        app.Keys.Remove(key);
        await album.Journey.Button("Check now");
        await album.SeesAsync("refuses our key");
        await album.TakeAsync(Album.Connection, "key-refused");
        app.Keys.Add(key);
        await album.Journey.Button("Check now");
        await HealthyAsync(album);
    }

    private static async Task UninstalledAsync(Album album)
    {
        await album.GitHub.PostAsync($"installations/{Installation(album)}/uninstall");
        await album.SeesAsync("The app was uninstalled from the account");
        await album.TakeAsync(Album.Connection, "uninstalled");
    }

    private static async Task AppDeletedAsync(Album album, string slug)
    {
        await album.GitHub.SendAsync(HttpMethod.Delete, $"apps/{slug}");
        await album.Journey.Button("Check now");
        // The portal believes it when the server has said so twice.
        await Expect(album.Page.GetByText("no longer exists on the server").First)
            .ToBeVisibleAsync(new() { Timeout = 30_000 });
        await album.TakeAsync(Album.Connection, "app-deleted");
    }

    private static async Task ChangeAsync(Album album, string slug, string[] events)
    {
        await album.GitHub.PostAsync(
            $"apps/{slug}/permissions",
            new
            {
                permissions = new
                {
                    contents = "read",
                    statuses = "read",
                    pull_requests = "read",
                },
                events,
            }
        );
        await album.GitHub.PostAsync($"installations/{Installation(album)}/accept-permissions");
    }

    private static Task HealthyAsync(Album album)
    {
        var repositories = album
            .Rehearsal.Sandbox.World.Repositories.Values.Where(row => row.Owner.Login == "globex")
            .ToList();
        return album.Journey.SeeAvailableAsync(
            repositories.Count,
            repositories.Sum(row => row.OpenIssues)
        );
    }

    private static long Installation(Album album) =>
        album.Rehearsal.Sandbox.World.Installations.Keys.Single();
}
