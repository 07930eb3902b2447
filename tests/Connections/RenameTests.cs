using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>What a connection is called: the account once it is known, or what an administrator chooses.</summary>
public sealed class RenameTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_connection_to_a_personal_account_is_called_after_it_once_it_is_known()
    {
        var trip = await shared.FreshAsync();
        var form = new AppForm { Owner = OwnerKind.Personal, Name = $"P {Guid.NewGuid():N}"[..20] };
        var proposal = await trip
            .Doors.Get<ProposeApp>()
            .RunAsync(trip.HostId, form, Doors.Actor, Stop);
        trip.TurnTo(proposal.ConnectionId!.Value);
        Assert.StartsWith("Personal account on ", (await trip.ConnectionAsync()).Name);

        await trip.ConnectAsync("octocat");

        Assert.StartsWith("octocat on ", (await trip.ConnectionAsync()).Name);
    }

    [Fact]
    public async Task An_administrator_renames_a_connection_and_no_two_have_one_name()
    {
        var trip = await shared.FreshAsync();
        var other = (await trip.ConnectionAsync()).Name;
        await trip.ProposeAsync(SharedTrip.Organization);
        var former = (await trip.ConnectionAsync()).Name;
        var rename = trip.Doors.Get<RenameConnection>();

        Assert.Contains("Another connection", await RunAsync(other), StringComparison.Ordinal);
        Assert.Contains("Type a name", await RunAsync(" "), StringComparison.Ordinal);
        Assert.Contains("101 characters", await RunAsync(new string('x', 101)));
        Assert.Equal(former, (await trip.ConnectionAsync()).Name);
        Assert.Null(await RunAsync(" Globex in production "));

        Assert.Equal("Globex in production", (await trip.ConnectionAsync()).Name);
        await using var db = await trip.Doors.OpenAsync();
        Assert.Equal(
            "Globex in production",
            (
                await db.AuditEntries.SingleAsync(
                    entry => entry.Action == $"renamed the connection “{former}” to",
                    Stop
                )
            ).Subject
        );

        Task<string?> RunAsync(string name) =>
            rename.RunAsync(trip.ConnectionId, name, Doors.Actor, Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
