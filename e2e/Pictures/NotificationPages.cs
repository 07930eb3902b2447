using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Tests.Harness;

namespace Portal.E2E.Pictures;

/// <summary>Notifications: nobody is told, a channel that works and one that does not, and what cannot be stored.</summary>
internal static class NotificationPages
{
    private const string New = "/settings/notifications/new";
    private const string One = "/settings/notifications/{Id:guid}";

    public static async Task TakeAsync(Album album)
    {
        using var chat = new HttpReceiver();
        await album.SeeAsync("settings/notifications", "/settings/notifications", "empty");
        await album.SeeAsync("settings/notifications/new", New, "webhook");
        await album
            .Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("E-mail") })
            .CheckAsync();
        await album.Page.GetByLabel("Recipients").FillAsync("on-call");
        await album.Journey.Button("Save");
        await album.AlertAsync("Give the channel a name");
        await album.TakeAsync(New, "problems");

        await album
            .Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("Webhook") })
            .CheckAsync();
        await album.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("on-call");
        await album.Page.GetByLabel("Address").FillAsync($"{chat.Url}hooks/nobody-shall-read-this");
        await album.Page.GetByLabel("Signing secret").FillAsync("a secret of sixteen signs");
        await album.Page.GetByLabel("Say nothing at night").CheckAsync();
        await album.Journey.Button("Use this browser's");
        await album.Journey.Button("Save");
        await album.Journey.Heading("on-call");
        await album.TakeAsync(One, "new");
        await album.Journey.Button("Send a test message");
        await album.SeesAsync("The test message was taken");
        await album.TakeAsync(One, "arriving");
        chat.Status = 410;
        await album.Journey.Button("Send a test message");
        await album.SeesAsync("nothing takes messages at this address");
        await album.TakeAsync(One, "failing");
        await album.SeeAsync("settings/notifications", "/settings/notifications", "some");
        await album.SeeAsync("", "/", "silent-channel");
        await album.OpenAsync("settings/notifications");
        await album.FollowAsync("on-call");
        await album.Journey.Button("Delete on-call");
        await album.SeesAsync("Nobody is told");
        var gone = $"settings/notifications/{Guid.NewGuid()}";
        await album.SeeAsync(gone, One, "missing");
    }
}
