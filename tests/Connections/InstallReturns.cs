using System.Web;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>Leaving for the server's install page and coming back from it, in pieces.</summary>
internal static class InstallReturns
{
    /// <summary>Installs the trip's newest app on its owner, without the portal hearing of it in the browser.</summary>
    public static Sandbox.Installation InstallBehindItsBack(this Trip trip)
    {
        var world = trip.Rehearsal.Sandbox.World;
        var app = world.Apps.Values.MaxBy(row => row.Id)!;
        return world.Install(app, app.Owner, world.FindAccount("octocat")!);
    }

    /// <summary>The administrator's portal session, with another person signed in on the server.</summary>
    public static async Task AuthorizeAsAsync(this Trip trip, string person)
    {
        using var browser = new PortalClient(trip.Portal);
        foreach (System.Net.Cookie cookie in trip.Browser.Cookies.GetCookies(trip.Portal.Url))
        {
            browser.Cookies.Add(trip.Portal.Url, new System.Net.Cookie(cookie.Name, cookie.Value));
        }

        await browser.SignInToSandboxAsync(trip.Rehearsal.Sandbox.Url, person);
        var page = await browser.GetAsync(
            $"connections/{trip.ConnectionId}/authorize",
            follow: true
        );
        var back = await browser.SubmitAsync(page, "main form");
        await browser.GetAsync(back.Location!);
    }

    /// <summary>A state with which the administrator left for the install page.</summary>
    public static async Task<string> InstallStateAsync(this Trip trip)
    {
        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/install");
        return HttpUtility.ParseQueryString(leave.Location!.Query)["state"]!;
    }

    public static Task<HtmlPage> ReturnFromInstallAsync(
        this Trip trip,
        long installation,
        string state
    ) =>
        trip.Browser.GetAsync(
            $"callbacks/installed?installation_id={installation}&setup_action=install&state={state}"
        );
}
