using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Connections;

/// <summary>A connection's whole life with the data on PostgreSQL.</summary>
public sealed class JourneyOnPostgresTests
{
    [Fact]
    public async Task From_the_first_start_to_the_receipt_which_says_what_lives_on()
    {
        await using var trip = await Trip.ConnectedAsync(
            await SharedPostgres.SettingsAsync(),
            SharedTrip.Organization
        );
        var connection = await trip.ConnectionAsync();
        var delivery = new Signed("ping", """{"zen":"on PostgreSQL"}""");
        Assert.Equal(202, await delivery.PostAsync(trip));
        Assert.Equal(DeliveryState.Handled, (await delivery.HandledAsync(trip)).State);
        await trip.Portal.RestartAsync();
        await trip.Browser.SignInAsync();
        foreach (
            var page in new[]
            {
                "",
                "connections",
                $"connections/{connection.Id}",
                $"connections/{connection.Id}/timeline",
                $"connections/{connection.Id}/repositories?q=A",
                $"connections/{connection.Id}/pull-requests?q=A",
                "apps",
                "hosts",
                "networks",
                "deliveries?q=a",
                "audit",
                "settings",
                "github-connect",
            }
        )
        {
            var shown = await trip.Browser.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.DoesNotContain(PostgresCluster.Password, shown.Text, StringComparison.Ordinal);
        }

        var receipt = await trip.DisconnectWholeAsync();

        Assert.Equal(EndingStepState.Skipped, receipt.Step(EndingStepKind.CleanDatabase).State);
        var text = Portal.Connections.ReceiptText.Write(receipt);
        var remains = text[text.IndexOf("What may remain", StringComparison.Ordinal)..];
        Assert.Contains(
            "PostgreSQL overwrites nothing that is deleted",
            remains,
            StringComparison.Ordinal
        );
        await using var db = await trip.Doors.OpenAsync();
        Assert.Empty(await db.Secrets.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await db.Deliveries.ToListAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(
            PostgresCluster.Password,
            trip.Portal.Logs.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            trip.Portal.Logs.All,
            line => line.Contains("fail:", StringComparison.Ordinal)
        );
    }
}
