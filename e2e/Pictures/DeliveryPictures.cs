using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sandbox.Control;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pictures;

/// <summary>The deliveries: none, some, narrowed, one that was handled, one that failed, and its payload.</summary>
internal static class DeliveryPictures
{
    private const string List = "/deliveries";
    private const string One = "/deliveries/{Id:long}";

    public static Task EmptyAsync(Album album) => album.SeeAsync("deliveries", List, "empty");

    public static async Task TakeAsync(Album album)
    {
        await album.SeeAsync("deliveries", List, "some");
        await album.SeeAsync("deliveries?q=acme/nosuch", List, "none");
        await album.SeeAsync("deliveries?event=push&result=Handled", List, "narrowed");
        await album.OpenAsync("deliveries?event=push");
        await album
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^push") })
            .First.ClickAsync();
        await album.Journey.InteractiveAsync();
        await album.TakeAsync(One, "handled");
        await album.Journey.Button("Show headers and payload");
        await album.SeesAsync("X-Hub-Signature-256");
        await album.TakeAsync(One, "payload");
        await album.Journey.Button("Ask GitHub to send it again");
        await album.SeesAsync("sends it again under the same GUID");
        await FailAsync(album);
        await album.SeeAsync("deliveries/987654321", One, "gone");
    }

    private static async Task FailAsync(Album album)
    {
        album.Rehearsal.Sandbox.Faults.Add(
            new Fault("GET /api/v3/repos/acme/widgets", FaultKind.Status, 500)
        );
        // It changes before the eyes of whoever has the list open.
        await album.OpenAsync("deliveries?result=Failed");
        await album.GitHub.PushAsync("acme/widgets", "main", "Not to be read");
        var failed = album.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^push") });
        await Expect(failed.First).ToBeVisibleAsync();
        await album.TakeAsync(List, "failed");
        await failed.First.ClickAsync();
        await album.Journey.InteractiveAsync();
        await Expect(
                album.Page.GetByRole(AriaRole.Heading, new() { Name = "Attempts that failed" })
            )
            .ToBeVisibleAsync();
        await album.TakeAsync(One, "failed");
        album.Rehearsal.Sandbox.Faults.Clear();
        await album.Journey.Button("Handle it again");
        await Expect(album.Page.GetByText("was read again").First).ToBeVisibleAsync();
    }
}
