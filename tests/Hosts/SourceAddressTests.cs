using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;

namespace Portal.Tests.Hosts;

/// <summary>
/// Which of its addresses the portal calls from, and which it may call, on a machine that has several: the portal runs in a
/// network namespace of its own, and the server outside.
/// </summary>
public sealed class SourceAddressTests
{
    [Fact]
    public async Task The_server_is_called_from_the_address_that_was_chosen_and_not_at_all_against_a_rule()
    {
        using var network = PrivateNetwork.Make();
        await using var rehearsal = await Rehearsal.StartAsync(
            new Staging { Portal = new PortalSettings { Network = network } }
        );
        using var door = new Gateway(rehearsal.Sandbox.Url, address: network.Outside);
        await using var doors = Doors.To(rehearsal.Portal);
        var id = await doors.RegisterAsync(new HostForm { Url = door.Url.AbsoluteUri });
        var form = new NetworkForm { Name = "Two addresses" };
        var saved = (await doors.Get<SaveNetwork>().RunAsync(id: null, form, Doors.Actor, Stop))
            .Id!
            .Value;
        await using (var db = await doors.OpenAsync())
        {
            await db
                .Hosts.Where(row => row.Id == id)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.NetworkId, saved),
                    Stop
                );
        }

        var first = await LookedAtAsync(new NetworkForm { Name = "As it comes" });
        var second = await LookedAtAsync(
            new NetworkForm { Name = "Chosen", SourceAddresses = network.AlsoInside }
        );
        var refused = await LookedAtAsync(
            new NetworkForm { Name = "Forbidden", EgressRules = network.Inside }
        );
        var allowed = await LookedAtAsync(
            new NetworkForm { Name = "Allowed", EgressRules = $"{network.Outside} {door.Url.Port}" }
        );

        Assert.Equal([network.Inside], first.CalledFrom);
        Assert.Equal([network.AlsoInside], second.CalledFrom);
        Assert.Equal(network.AlsoInside, second.Host.SeenFrom);
        Assert.Equal(
            (Reason.AddressRefused, 0),
            (refused.Host.Reason!.Value, refused.CalledFrom.Count)
        );
        Assert.Equal([network.Inside], allowed.CalledFrom);
        Assert.Equal(ResourceState.Available, allowed.Host.State);

        // What the portal inside does with the network as it is now, by itself and after a start.
        async Task<(Portal.Data.Host Host, List<string> CalledFrom)> LookedAtAsync(
            NetworkForm wanted
        )
        {
            await doors.Get<SaveNetwork>().RunAsync(saved, wanted, Doors.Actor, Stop);
            await rehearsal.Portal.Kill9Async();
            door.From.Clear();
            var before = (await HostAsync()).CheckedAt;
            await rehearsal.Portal.RestartAsync();
            var host = await Until.SeenAsync(HostAsync, row => row.CheckedAt > before);
            return (host, door.From.Distinct().ToList());
        }

        async Task<Portal.Data.Host> HostAsync()
        {
            await using var db = await doors.OpenAsync();
            return await db.Hosts.AsNoTracking().SingleAsync(row => row.Id == id, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
