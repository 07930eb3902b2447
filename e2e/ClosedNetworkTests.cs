using Portal.E2E.Harness;
using Portal.Tests.Harness;

namespace Portal.E2E;

/// <summary>
/// The proof that no call bypasses a host's network: the portal runs where nothing can be reached but a proxy, and the whole
/// journey works.
/// </summary>
public sealed class ClosedNetworkTests(Browser browser)
{
    [Fact]
    public async Task The_whole_journey_works_where_the_only_route_is_the_proxy()
    {
        using var network = PrivateNetwork.Make();
        await using var proxy = await RealProxy.HttpAsync(address: network.Outside);
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Https = true, Portal = Journey.Quick with { Network = network } }
        );
        await using var visit = await browser.OpenAsync(
            new VisitOptions { IgnoreCertificates = true }
        );
        var journey = new Journey(rehearsal, visit) { Proxy = proxy.Url };

        await visit.Page.GotoAsync(rehearsal.Sandbox.Url + "login");
        await journey.SignInToServerAsync();
        await journey.SignInAsync();
        await journey.RegisterHostAsync();
        await journey.LeaveWithManifestAsync("globex");
        await journey.CreateAppOnServerAsync("globex");
        await journey.AuthorizeAndInstallAsync("globex");
        await journey.SeeAvailableAsync(
            12,
            rehearsal
                .Sandbox.World.Repositories.Values.Where(row => row.Owner.Login == "globex")
                .Sum(row => row.OpenIssues)
        );
        await journey.BeginDisconnectAsync($"globex on {journey.HostName}");
        await journey.DeleteAppOnServerAsync("Portal globex");
        await journey.SeeReceiptAsync();

        Assert.Contains($"CONNECT {journey.HostName}", proxy.Log(), StringComparison.Ordinal);
        await visit.AssertCleanAsync();
    }
}
