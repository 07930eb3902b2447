using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>A server behind a reverse proxy names itself as it is called inside; people reach only the outside.</summary>
public sealed class ReverseProxyTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task People_are_sent_to_the_address_of_the_host_and_not_to_what_the_server_calls_itself()
    {
        var trip = await shared.FreshAsync();
        using var outside = new Gateway(trip.Rehearsal.Sandbox.Url);
        var host = await trip.Doors.RegisterAsync(
            new HostForm
            {
                Url = outside.Url.AbsoluteUri,
                Flavor = HostFlavor.EnterpriseServer,
                ApiUrl = $"{outside.Url}api/v3",
            }
        );
        trip.TurnTo(await trip.Doors.ProposeAsync(host, SharedTrip.Organization));

        var connection = await trip.ConnectAsync(SharedTrip.Organization);

        Assert.Equal(ResourceState.Available, connection.State);
        foreach (var path in new[] { "", "/disconnect" })
        {
            var page = await trip.Browser.GetAsync($"connections/{connection.Id}{path}");
            Assert.DoesNotContain(trip.Rehearsal.Sandbox.Url.Authority, page.Text);
        }

        var app = await trip.Browser.GetAsync($"apps/{connection.AppId}");
        Assert.Contains($"{outside.Url}organizations/globex/settings/apps/", app.Text);
        Assert.DoesNotContain(trip.Rehearsal.Sandbox.Url.Authority, app.Text);
    }
}
