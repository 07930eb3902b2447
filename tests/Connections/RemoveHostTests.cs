using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>Removing a host ends everything that hangs under it; what stays are receipts.</summary>
public sealed class RemoveHostTests
{
    [Fact]
    public async Task A_host_goes_with_the_last_of_its_connections_and_leaves_their_receipts()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var connected = trip.ConnectionId;
        await trip.ProposeAsync("acme", "Portal acme");
        var host = (await trip.ConnectionAsync()).Host;
        var disconnect = trip.Doors.Get<Disconnect>();

        Assert.False(await disconnect.StartForHostAsync(host.Id, "another", Doors.Actor, Stop));
        Assert.Null((await trip.ConnectionAsync()).EndingId);

        var before = await trip.Browser.GetAsync($"hosts/{host.Id}/remove");
        Assert.Matches(@"globex on .*: access to 1\d repositories stops", before.Words);
        Assert.NotNull(Offered(await trip.Browser.GetAsync($"hosts/{host.Id}")));

        Assert.True(await disconnect.StartForHostAsync(host.Id, host.Name, Doors.Actor, Stop));
        Assert.Null(Offered(await trip.Browser.GetAsync($"hosts/{host.Id}")));
        var ending = await EndingOfAsync(trip, connected);
        await trip.WaitingForDeletionAsync(ending);
        Assert.Equal(1, await HostsAsync(trip));
        await trip.GitHub.SendAsync(HttpMethod.Delete, "apps/portal-globex");
        await trip.FinishedAsync(ending);
        await trip.FinishedAsync(await EndingOfAsync(trip, trip.ConnectionId));

        Assert.Equal(0, await HostsAsync(trip));
        Assert.Empty(await trip.SecretsAsync());
        await AssertReceiptAsync(trip, ending, host);
    }

    [Fact]
    public async Task A_host_with_nothing_under_it_goes_at_once()
    {
        await using var trip = await Trip.BeginAsync();
        await trip.FinishedAsync(await trip.DisconnectAsync());
        await using var db = await trip.Doors.OpenAsync();
        var host = await db.Hosts.SingleAsync(Stop);

        await trip.Doors.Get<Disconnect>().StartForHostAsync(host.Id, host.Name, Doors.Actor, Stop);

        Assert.Equal(0, await HostsAsync(trip));
    }

    /// <summary>What the page of a host offers to begin, and one that is being removed does not.</summary>
    private static AngleSharp.Dom.IElement? Offered(HtmlPage page) =>
        page.Document.QuerySelector(
            "main a[href$='/connect'], main a[href$='/contain'], main a.button[href$='/remove']"
        );

    private static async Task AssertReceiptAsync(Trip trip, Guid ending, Portal.Data.Host host)
    {
        var receipt = await trip.Browser.GetAsync($"endings/{ending}/receipt.txt");
        Assert.Equal("text/plain", receipt.Response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(
            "receipt-",
            receipt.Response.Content.Headers.ContentDisposition!.FileName!.Trim('"'),
            StringComparison.Ordinal
        );
        Assert.Contains("globex on", receipt.Text, StringComparison.Ordinal);
        Assert.Contains(host.WebUrl, receipt.Text, StringComparison.Ordinal);
        Assert.Contains("[Done] Destroy the secrets", receipt.Text, StringComparison.Ordinal);
        using var stranger = new PortalClient(trip.Portal);
        var refused = await stranger.GetAsync($"endings/{ending}/receipt.txt");
        Assert.Equal(HttpStatusCode.Found, refused.Status);
        Assert.DoesNotContain("globex", refused.Text, StringComparison.Ordinal);
    }

    private static async Task<Guid> EndingOfAsync(Trip trip, Guid connection)
    {
        await using var db = await trip.Doors.OpenAsync();
        return (await db.Endings.SingleAsync(row => row.ConnectionId == connection, Stop)).Id;
    }

    private static async Task<int> HostsAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db.Hosts.CountAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
