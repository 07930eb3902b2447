using Microsoft.Playwright;

namespace Portal.E2E.Pictures;

/// <summary>The pages of an app that is in use, and those on which another is entered by hand.</summary>
internal static class AppPages
{
    public static async Task TakeAsync(Album album)
    {
        await album.SeeAsync("apps", "/apps", "some");
        await album.FollowAsync("^Portal acme$");
        await album.Journey.Heading("Portal acme");
        await album.Journey.InteractiveAsync();
        await album.SeesAsync("has no installation of it that is not connected here");
        await album.TakeAsync("/apps/{Id:guid}", "typical");
        await album
            .Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of this app" })
            .GetByRole(AriaRole.Link, new() { Name = "Permissions" })
            .ClickAsync();
        await album.SeesAsync("The app has all that is wanted");
        await album.TakeAsync("/apps/{Id:guid}/permissions", "typical");
        await album.Page.GetByLabel("Create commits").CheckAsync();
        await album.SeesAsync("Off: Create commits");
        await album.TakeAsync("/apps/{Id:guid}/permissions", "gap");
        await album.Page.GetByLabel("Create commits").UncheckAsync();
        await album.SeesAsync("The app has all that is wanted");
        await EnterAsync(album);
    }

    private static async Task EnterAsync(Album album)
    {
        const string route = "/hosts/{HostId:guid}/enter-app";
        await album.OpenHostAsync();
        await album.FollowAsync("^Connect an account");
        await album.Journey.Heading("Create the GitHub App");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync("/hosts/{HostId:guid}/connect", "choice");
        await album.FollowAsync("^An app that exists on");
        await album.Journey.Heading("Enter an existing app");
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(route, "empty");
        var made = await album.GitHub.PostAsync(
            "apps",
            new
            {
                name = "Theirs",
                owner = "globex",
                webhookUrl = "https://elsewhere.example.com/hook",
                webhookSecret = "a secret of theirs 1234",
            }
        );
        string Of(string name) => made.GetProperty(name).ToString();
        await album.Page.GetByLabel("App ID").FillAsync(Of("id"));
        await album.Page.GetByLabel("Client ID").FillAsync(Of("client_id"));
        await album.Page.GetByLabel("Client secret").FillAsync("not the secret");
        await album.Page.GetByLabel("Private key").FillAsync("hunter2");
        await album.Journey.Button("Test and save");
        await album.SeesAsync("This is not a private key");
        await album.TakeAsync(route, "problem");
        await album.Page.GetByLabel("Private key").FillAsync(Of("pem"));
        await album.Journey.Button("Test and save");
        await album.SeesAsync("Nothing was stored");
        await album.TakeAsync(route, "refused");
        await album.Page.GetByLabel("Client secret").FillAsync(Of("client_secret"));
        await album.Journey.Button("Test and save");
        await album.SeesAsync("does not come to this portal");
        await album.TakeAsync(route, "webhook");
        await album.GitHub.SendAsync(HttpMethod.Delete, "apps/theirs");
    }

    /// <summary>The same form for a connection whose app could not be created.</summary>
    public static Task EnterForAsync(Album album, string connection) =>
        album.SeeAsync(
            $"{connection}/enter-app",
            "/connections/{ConnectionId:guid}/enter-app",
            "empty"
        );
}
