using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>Between the server's first "no such app" and the second, which takes an hour here.</summary>
public sealed class ConfirmDeletionTests
{
    [Fact]
    public async Task The_page_says_that_it_noticed_and_finishing_without_waiting_ends_the_wait_at_once()
    {
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?> { ["Portal:GoneConfirmation"] = "01:00:00" },
            "globex"
        );
        var slug = (await trip.ConnectionAsync()).App.Slug;
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        await AssertDisconnectingAsync(trip, ending);

        await trip.GitHub.SendAsync(HttpMethod.Delete, $"apps/{slug}");
        await trip.StepAsync(
            ending,
            EndingStepKind.DeleteRegistration,
            step => step.Detail!.Contains("asks again", StringComparison.Ordinal)
        );
        var page = await trip.Browser.GetAsync($"endings/{ending}");
        Assert.Contains("Noticed: ", page.Words, StringComparison.Ordinal);
        Assert.Equal(
            "Connections",
            Assert.Single(page.Document.QuerySelectorAll("nav.side a.active")).TextContent
        );
        Assert.Matches("Confirming at [0-9:]{8} UTC", page.Words);
        Assert.DoesNotContain("press “Delete GitHub App”", page.Words, StringComparison.Ordinal);

        await trip.ChooseAsync(ending, row => row.FinishWithoutWaiting = true);

        var receipt = await trip.FinishedAsync(ending);
        var step = receipt.Step(EndingStepKind.DeleteRegistration);
        Assert.Equal(EndingStepState.Skipped, step.State);
        Assert.Contains("was not awaited", step.Detail!, StringComparison.Ordinal);
        Assert.Empty(await trip.SecretsAsync());
    }

    /// <summary>A connection that ends is not shown as one that answers, and "since" is since the end began.</summary>
    private static async Task AssertDisconnectingAsync(Trip trip, Guid ending)
    {
        var connection = await trip.ConnectionAsync();
        Assert.Equal((await trip.Doors.EndingAsync(ending)).StartedAt, connection.StateSince);
        var list = await trip.Browser.GetAsync("connections");
        Assert.Contains("Disconnecting", list.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("answers in", list.Words, StringComparison.Ordinal);
        var host = await trip.Browser.GetAsync($"hosts/{trip.HostId}");
        Assert.Contains("Disconnecting", host.Words, StringComparison.Ordinal);
    }
}
