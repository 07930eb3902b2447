using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Tests.Harness;

namespace Portal.Tests.Access;

/// <summary>The audit log names the administrator who acted, from where, and as whom on the server.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task The_way_of_a_connection_is_told_in_sentences_with_administrator_and_address()
    {
        await using var trip = await Trip.BeginAsync(organization: "globex");
        await trip.ConnectAsync("globex");
        var name = (await trip.ConnectionAsync()).Name;

        await using var db = await trip.Doors.OpenAsync();
        var entries = await db.AuditEntries.ToListAsync(Stop);
        foreach (
            var sentence in new[]
            {
                "signed in to the portal",
                $"created an app on GitHub for {name}",
                $"authorized, as @octocat, the app of {name}",
                $"bound, as @octocat, the installation on globex to {name}",
            }
        )
        {
            var entry = Assert.Single(entries, row => $"{row.Action} {row.Subject}" == sentence);
            Assert.Equal(PortalProcess.AdministratorEmail, entry.Actor);
            Assert.Matches(@"^(127\.0\.0\.1|::1)$", entry.Address);
        }
    }

    [Fact]
    public async Task A_host_that_is_gone_is_said_to_be_removed()
    {
        await using var trip = await Trip.BeginAsync();
        var host = (await trip.ConnectionAsync()).Host;

        await trip.Doors.Get<Disconnect>().StartForHostAsync(host.Id, host.Name, Doors.Actor, Stop);

        await using var db = await trip.Doors.OpenAsync();
        await Until.SeenAsync(
            () =>
                db.AuditEntries.CountAsync(
                    row => row.Action == "removed the host" && row.Subject == host.WebUrl,
                    Stop
                ),
            count => count == 1
        );
        Assert.False(await db.Hosts.AnyAsync(Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
