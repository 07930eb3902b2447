using System.Text.Json;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Access;

/// <summary>A portal whose public address has a path lives below it, whole.</summary>
public sealed class SubPathTests
{
    [Fact]
    public async Task A_portal_below_a_path_is_connected_and_used_like_any_other()
    {
        await using var trip = await Trip.BeginAsync(organization: "globex", subPath: "/portal");
        var root = trip.Portal.Url.AbsoluteUri;
        Assert.EndsWith("/portal/", root, StringComparison.Ordinal);

        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        Assert.Equal("/portal/", leave.Document.QuerySelector("base")!.GetAttribute("href"));
        var manifest = JsonSerializer.Deserialize<JsonElement>(
            leave.Document.QuerySelector("input[name=manifest]")!.GetAttribute("value")!
        );
        var key = (await trip.ConnectionAsync()).App.Key;
        Assert.Equal(root + "callbacks/app-created", Text(manifest, "redirect_url"));
        Assert.Equal(root + "callbacks/installed", Text(manifest, "setup_url"));
        Assert.Equal(
            root + "callbacks/authorized",
            manifest.GetProperty("callback_urls")[0].GetString()
        );
        Assert.Equal(
            root + "webhooks/" + key,
            Text(manifest.GetProperty("hook_attributes"), "url")
        );

        await trip.ConnectAsync("globex");
        await Until.SeenAsync(
            async () => (await trip.ConnectionAsync()).App.LastDeliveryAt,
            at => at is not null
        );
        Assert.Equal(ResourceState.Available, (await trip.ConnectionAsync()).State);
    }

    [Fact]
    public async Task Redirects_cookies_and_files_stay_below_the_path()
    {
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { SubPath = "/tools/portal" }
        );
        using var browser = new PortalClient(portal);

        var redirect = await browser.GetAsync("audit");
        Assert.Equal("/tools/portal/sign-in", redirect.Location!.AbsolutePath);
        Assert.Equal("?returnUrl=%2Faudit", redirect.Location.Query);
        var form = await browser.FollowAsync(redirect);
        var signedIn = await browser.SignInAsync();
        Assert.Equal("/tools/portal/", signedIn.Location!.AbsolutePath);
        Assert.All(
            new[] { form, signedIn }.SelectMany(page =>
                page.Response.Headers.GetValues("Set-Cookie")
            ),
            cookie =>
                Assert.Contains("path=/tools/portal", cookie, StringComparison.OrdinalIgnoreCase)
        );
        foreach (var file in form.Document.QuerySelectorAll("link[rel=stylesheet], script"))
        {
            var address = file.GetAttribute("href") ?? file.GetAttribute("src")!;
            var answer = await browser.GetAsync(address);
            Assert.True(
                answer.Response.IsSuccessStatusCode && !address.StartsWith('/'),
                $"{address} answered {(int)answer.Status}."
            );
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString();
}
