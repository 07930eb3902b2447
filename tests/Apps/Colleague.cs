using Portal.Apps;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>Somebody with rights on the server and no account in the portal, who was sent a hand-over link.</summary>
internal sealed class Colleague : IDisposable
{
    private readonly Trip _trip;

    private Colleague(Trip trip, string link)
    {
        (_trip, Link) = (trip, link);
        Browser = new PortalClient(trip.Portal);
    }

    public PortalClient Browser { get; }

    /// <summary>Below the portal's address.</summary>
    public string Link { get; }

    /// <summary>Makes a link for the trip's connection and gives it to somebody who is signed in on the server.</summary>
    public static async Task<Colleague> WithLinkAsync(Trip trip)
    {
        var token = await trip
            .Doors.Get<HandOvers>()
            .CreateAsync(trip.ConnectionId, Doors.Actor, TestContext.Current.CancellationToken);
        var colleague = new Colleague(trip, $"hand-over/{token}");
        await colleague.Browser.SignInToSandboxAsync(trip.Rehearsal.Sandbox.Url);
        return colleague;
    }

    public Task<HtmlPage> LookAsync() => Browser.GetAsync(Link);

    /// <summary>Looks, and presses the link's button.</summary>
    public async Task<HtmlPage> ContinueAsync() =>
        await Browser.SubmitAsync(await LookAsync(), "main form");

    /// <summary>Creates the app on the server; the address that leads back to the portal.</summary>
    public async Task<Uri> CreateAsync(HtmlPage leave)
    {
        var form = await Browser.SubmitAsync(
            leave,
            "form[action*='settings/apps/new']",
            follow: true
        );
        return (await Browser.SubmitAsync(form, "main form")).Location!;
    }

    /// <summary>All of it, up to the portal's last page for them.</summary>
    public async Task<HtmlPage> GoAsync() =>
        await Browser.GetAsync(await CreateAsync(await ContinueAsync()), follow: true);

    public void Dispose() => Browser.Dispose();
}
