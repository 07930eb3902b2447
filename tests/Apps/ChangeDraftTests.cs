using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>What was typed wrongly can be corrected until the app exists.</summary>
public sealed class ChangeDraftTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_draft_for_the_wrong_organization_is_corrected_and_goes_on()
    {
        var trip = await shared.FreshAsync();
        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        Assert.Contains("Page not found", leave.Words, StringComparison.Ordinal);
        Assert.NotNull(
            leave.Document.QuerySelector($"a[href='connections/{trip.ConnectionId}/app']")
        );

        var changed = await ChangeAsync(trip, "acme", $"Portal {Guid.NewGuid():N}"[..20]);

        Assert.Equal(trip.ConnectionId, changed.ConnectionId);
        var draft = await trip.ConnectionAsync();
        Assert.StartsWith("acme on ", draft.Name, StringComparison.Ordinal);
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        Assert.Equal("acme", (await trip.ConnectionAsync()).App.OwnerLogin);
    }

    [Fact]
    public async Task An_app_created_from_a_page_opened_before_the_change_keeps_its_true_owner()
    {
        var trip = await shared.FreshAsync();
        var returned = await trip.CreateOnServerAsync();
        await ChangeAsync(trip, "acme", "Portal of acme");

        await trip.Browser.GetAsync(returned.Location!);

        var app = (await trip.ConnectionAsync()).App;
        Assert.Equal((AppCreation.Created, "globex"), (app.Creation, app.OwnerSlug));
    }

    [Fact]
    public async Task What_is_created_cannot_be_changed_any_more()
    {
        var trip = await shared.FreshAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        var changed = await ChangeAsync(trip, "acme", "Another name");

        Assert.Null(changed.ConnectionId);
        Assert.Contains("created meanwhile", changed.Problems[""], StringComparison.Ordinal);
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/app");
        Assert.Contains("Nothing to change", page.Words, StringComparison.Ordinal);
    }

    private static Task<Proposal> ChangeAsync(Trip trip, string organization, string name) =>
        trip
            .Doors.Get<ChangeDraft>()
            .RunAsync(
                trip.ConnectionId,
                new AppForm { Organization = organization, Name = name },
                Doors.Actor,
                TestContext.Current.CancellationToken
            );
}
