using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;
using Sandbox;

namespace Portal.Tests.Hosts;

/// <summary>github.com and SUBDOMAIN.ghe.com as hosts: another API base, another install path, and the same way.</summary>
public sealed class CloudTests
{
    [Theory]
    [InlineData(Flavour.DotCom)]
    [InlineData(Flavour.DataResidency)]
    public async Task An_account_of_a_cloud_is_connected_and_disconnected(Flavour flavour)
    {
        await using var trip = await Trip.BeginAsync(flavour: flavour);

        var connection = await trip.ConnectAsync("acme");

        Assert.Equal(ResourceState.Available, connection.State);
        var host = connection.App.Host;
        Assert.Equal((ResourceState.Available, null), (host.State, host.Version));
        Assert.Equal(trip.Rehearsal.Sandbox.ApiUrl.AbsoluteUri.TrimEnd('/'), host.ApiUrl);
        Assert.StartsWith(
            $"{host.WebUrl}/apps/",
            AppLinks.Install(connection.App, "state"),
            StringComparison.Ordinal
        );
        await trip.DisconnectWholeAsync();
        Assert.Null(await trip.Doors.ConnectionAsync(connection.Id));
    }

    [Fact]
    public async Task A_server_that_is_registered_as_a_cloud_is_told_from_one()
    {
        await using var portal = await QuietPortal.StartAsync();
        await using var gitHub = await SandboxServer.StartAsync(
            new SandboxOptions { Url = "http://127.0.0.1:0" },
            TestContext.Current.CancellationToken
        );

        var result = await Registering.RegisterAsync(
            portal.Doors,
            new Portal.Hosts.HostForm
            {
                Flavor = HostFlavor.DotCom,
                Url = gitHub.Url.AbsoluteUri,
                ApiUrl = gitHub.ApiUrl.AbsoluteUri,
            }
        );

        Assert.Equal(Reason.NotGitHub, result.Refusal?.Reason);
        Assert.Contains(
            "What answers is a GitHub Enterprise Server",
            result.Refusal?.Detail,
            StringComparison.Ordinal
        );
    }
}
