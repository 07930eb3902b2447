using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Apps;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>
/// An app that was entered by hand is somebody else's: what the portal ends is its own use of it. One that the portal
/// created ends everywhere, and the preview says where that is.
/// </summary>
public sealed class EnteredAppEndTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task An_app_that_was_entered_by_hand_keeps_its_other_installations_and_its_registration()
    {
        var (trip, theirs) = await EnteredAsync("globex", "acme");
        var app = await trip.ConnectionAsync();
        var overview = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.Contains("stays with its owner, globex", overview.Words, StringComparison.Ordinal);
        var preview = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/disconnect");
        Assert.Contains("it stays with globex", preview.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody deletes", preview.Words, StringComparison.Ordinal);

        // Nobody deletes anything on the server: it ends all the same.
        var receipt = await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.Equal("acme", Assert.Single(Installations(theirs)));
        var step = receipt.Step(EndingStepKind.DeleteRegistration);
        Assert.Equal(EndingStepState.Skipped, step.State);
        Assert.StartsWith(
            "The app was entered by hand: it stays with its owner, globex.",
            step.Detail,
            StringComparison.Ordinal
        );
        Assert.Contains(
            ReceiptText.Remains(receipt),
            line => line.Contains("stay valid until the owner deletes", StringComparison.Ordinal)
        );
        await using var db = await trip.Doors.OpenAsync();
        Assert.Empty(
            await db.OrphanedApps.Where(row => row.Name == app.App.Name).ToListAsync(Stop)
        );
        Assert.DoesNotContain(
            await Endings.SecretsAsync(trip),
            secret => secret.OwnerId == app.AppId
        );
    }

    [Fact]
    public async Task A_connection_without_an_installation_says_so_and_leaves_those_of_the_others()
    {
        var (trip, theirs) = await EnteredAsync("globex", "acme");
        var (second, _) = await trip
            .Doors.Get<ConnectAccount>()
            .RunAsync((await trip.ConnectionAsync()).AppId, null, Doors.Actor, Stop);
        trip.TurnTo(second!.Value);
        var preview = await trip.Browser.GetAsync($"connections/{second}/disconnect");
        Assert.Contains("uses it too", preview.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("stops taking", preview.Words, StringComparison.Ordinal);

        var receipt = await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.Equal(
            "This connection had no installation.",
            receipt.Step(EndingStepKind.DeleteInstallations).Detail
        );
        Assert.Equal(["acme", "globex"], Installations(theirs).Order());
    }

    [Fact]
    public async Task The_preview_of_a_created_app_names_every_account_that_loses_it()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        trip.Rehearsal.Sandbox.World.FindApp(app.Slug!)!.Public = true;
        await trip.GitHub.PostAsync("installations", new { slug = app.Slug, account = "initech" });

        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/disconnect");

        Assert.Contains(
            "each of the 2 accounts on which it is installed: globex, initech",
            page.Words,
            StringComparison.Ordinal
        );
        await trip.GitHub.FailAsync("/api/v3/app/installations", "maintenance");
        page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/disconnect");
        Assert.Contains("on every other account on which it is installed", page.Words);
    }

    [Fact]
    public async Task Of_a_webhook_that_never_came_the_page_says_that_it_may_be_switched_off()
    {
        var (trip, _) = await EnteredAsync("globex", elsewhere: true);

        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");

        Assert.Contains("may be switched off", page.Words, StringComparison.Ordinal);
        Assert.Contains("tick “Active”", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("sends one with the next", page.Words, StringComparison.Ordinal);
        await using (var db = await trip.Doors.OpenAsync())
        {
            var id = (await trip.ConnectionAsync()).AppId;
            await db
                .Apps.Where(row => row.Id == id)
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(row => row.LastDeliveryAt, row => row.CreationChangedAt),
                    Stop
                );
        }

        page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.DoesNotContain("may be switched off", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_app_on_its_one_account_is_not_offered_for_another()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).AppId;

        var page = await trip.Browser.GetAsync($"apps/{app}");

        Assert.Contains("That account is connected already", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Connect another account", page.Words, StringComparison.Ordinal);
        var connect = await trip.Browser.GetAsync($"hosts/{trip.HostId}/connect");
        Assert.Contains(
            connect.Document.QuerySelectorAll("li"),
            line =>
                line.QuerySelector($"a[href='apps/{app}']") is not null
                && line.TextContent.StartsWith("Not ", StringComparison.Ordinal)
        );
        var (second, problem) = await trip
            .Doors.Get<ConnectAccount>()
            .RunAsync(app, null, Doors.Actor, Stop);
        Assert.Null(second);
        Assert.Contains("is connected already", problem, StringComparison.Ordinal);
    }

    /// <summary>A public app that somebody else registered, installed on these accounts, with a connection to the first.</summary>
    private async Task<(Trip Trip, Sandbox.App Theirs)> EnteredAsync(
        string account,
        string? other = null,
        bool elsewhere = false
    )
    {
        var trip = await shared.FreshAsync();
        var key = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var theirs = await ForeignApp.RegisterAsync(
            trip,
            elsewhere ? null : key,
            isPublic: true,
            installOn: other is null ? [account] : [account, other]
        );

        var form = theirs.Form();
        form.Public = true;
        if (elsewhere)
        {
            // Nothing that was tried before it was switched off is in GitHub's log.
            await trip.GitHub.FailAsync("/api/v3/app/hook/deliveries", "status", 500);
            (form.Webhook, form.MakeWebhookSecret) = (WebhookChoice.Leave, false);
            form.WebhookSecret = new(theirs.WebhookSecret);
        }

        var entry = await trip
            .Doors.Get<EnterApp>()
            .RunAsync(trip.HostId, null, key, form, Doors.Actor, Stop);
        trip.TurnTo(entry.ConnectionId!.Value);
        var app = trip.Rehearsal.Sandbox.World.FindApp(theirs.Slug)!;
        await trip.AuthorizeOnServerAsync();
        var installation = trip
            .Rehearsal.Sandbox.World.Installations.Values.Single(row =>
                row.App == app && row.Account.Login == account
            )
            .Id;
        await trip
            .Doors.Get<BindInstallation>()
            .RunAsync(trip.ConnectionId, installation, Doors.Actor, Stop);
        return (trip, app);
    }

    private IEnumerable<string> Installations(Sandbox.App app) =>
        shared
            .Trip.Rehearsal.Sandbox.World.Installations.Values.Where(row => row.App == app)
            .Select(row => row.Account.Login);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
