using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Apps;

/// <summary>How an app's webhook is set up, from the proposed app to its replacement by another.</summary>
public sealed class AppWebhookTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task The_leave_page_may_post_anywhere_and_no_other_page_may()
    {
        var trip = await shared.FreshAsync();

        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        var other = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");

        Assert.EndsWith("form-action https: http:", Policy(leave), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Policy(leave), StringComparison.Ordinal);
        Assert.True(leave.Response.Headers.CacheControl?.NoStore);
        Assert.EndsWith("form-action 'self'", Policy(other), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", Policy(leave), StringComparison.Ordinal);
        var form = leave.Form("form[action*='apps/new']");
        Assert.Equal("post", form.Method);
        Assert.StartsWith(
            $"{trip.Rehearsal.Sandbox.Url}organizations/globex/settings/apps/new?state=",
            form.GetAttribute("action"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_visit_of_the_leave_page_gives_another_state_of_256_bits_that_is_stored_hashed()
    {
        var trip = await shared.FreshAsync();

        var first = await StateAsync(trip);
        var second = await StateAsync(trip);

        Assert.NotEqual(first, second);
        Assert.Equal(64, first.Length);
        await using var db = await trip.Doors.OpenAsync();
        var stored = await db
            .Departures.Where(row => row.ConnectionId == trip.ConnectionId)
            .Select(row => row.StateHash)
            .ToListAsync(Stop);
        Assert.Equal(2, stored.Count);
        Assert.DoesNotContain(Convert.FromHexString(first), stored);
    }

    [Fact]
    public async Task A_delivery_before_the_secret_is_known_is_put_off_without_an_alarm()
    {
        var trip = await shared.FreshAsync();
        var app = await trip.AppAsync();

        using var answer = await PostAsync(trip, app.Key);

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        await using var db = await trip.Doors.OpenAsync();
        Assert.False(await db.AuditEntries.AnyAsync(row => row.Subject == $"app {app.Id}", Stop));
        Assert.False(await db.Deliveries.AnyAsync(row => row.AppId == app.Id, Stop));
    }

    [Fact]
    public async Task The_webhook_is_set_to_JSON_over_verified_TLS_and_the_ping_arrives()
    {
        var trip = await shared.FreshAsync();

        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        var app = await trip.AppAsync();
        Assert.NotNull(app.WebhookConfiguredAt);
        Assert.Contains(
            trip.Rehearsal.Sandbox.Requests.All,
            request => request is { Method: "PATCH", Path: "/api/v3/app/hook/config", Status: 200 }
        );
        await PingArrivesAsync(trip, app);
    }

    [Fact]
    public async Task Where_GitHub_gives_no_webhook_secret_the_portal_makes_one_and_sends_it()
    {
        var trip = await shared.FreshAsync();
        trip.Rehearsal.Sandbox.World.WithholdWebhookSecret = true;

        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        var app = await trip.AppAsync();
        Assert.Equal(await WebhookSecretAsync(trip, app), Registration(trip, app).Hook.Secret);
        Assert.Equal(64, Registration(trip, app).Hook.Secret!.Length);
        await PingArrivesAsync(trip, app);
    }

    [Fact]
    public async Task A_secret_of_our_own_that_GitHub_did_not_take_is_sent_with_the_next_check()
    {
        var trip = await shared.FreshAsync();
        trip.Rehearsal.Sandbox.World.WithholdWebhookSecret = true;
        trip.Rehearsal.Sandbox.Faults.Add(
            new Fault("PATCH /api/v3/app/hook/config", FaultKind.Status, 500)
        );
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        Assert.Null((await trip.AppAsync()).WebhookConfiguredAt);
        await trip.GitHub.HealAsync();

        await trip.Doors.Get<CheckConnection>().RunAsync(trip.ConnectionId, Stop);

        var app = await trip.AppAsync();
        Assert.NotNull(app.WebhookConfiguredAt);
        Assert.Equal(await WebhookSecretAsync(trip, app), Registration(trip, app).Hook.Secret);
        await PingArrivesAsync(trip, app);
    }

    [Fact]
    public async Task Beginning_again_destroys_what_was_kept_of_the_former_app_and_ends_its_webhooks()
    {
        var trip = await shared.FreshAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        var former = await trip.AppAsync();
        trip.Rehearsal.Sandbox.World.DeleteApp(Registration(trip, former));
        await Until.SeenAsync(
            async () =>
            {
                await trip.Doors.Get<CheckConnection>().RunAsync(trip.ConnectionId, Stop);
                return await trip.ConnectionAsync();
            },
            connection => connection.Reason == Reason.AppDeleted
        );

        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);

        var connection = await trip.ConnectionAsync();
        Assert.Equal(
            (ResourceState.Pending, Stage.CreateApp, (Reason?)null),
            (connection.State, connection.Stage, connection.Reason)
        );
        Assert.NotEqual(former.Id, connection.AppId);
        Assert.NotEqual(former.Key, connection.App.Key);
        await using (var db = await trip.Doors.OpenAsync())
        {
            Assert.False(await db.Secrets.AnyAsync(row => row.OwnerId == former.Id, Stop));
        }

        using (var late = await PostAsync(trip, former.Key))
        {
            Assert.Equal(410, (int)late.StatusCode);
        }

        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
        await using (var db = await trip.Doors.OpenAsync())
        {
            var tombstone = await db.Tombstones.SingleAsync(row => row.AppKey == former.Key, Stop);
            Assert.Equal((former.GitHubId, 1), (tombstone.GitHubId, tombstone.LateDeliveries));
        }
    }

    [Fact]
    public async Task An_app_that_works_is_not_replaced()
    {
        var trip = await shared.FreshAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        var before = await trip.AppAsync();

        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);

        Assert.Equal(before.Id, (await trip.AppAsync()).Id);
        Assert.Equal(3, (await trip.SecretsAsync()).Length);
    }

    private static Task<string?> PingArrivesAsync(Trip trip, App app) =>
        Until.SeenAsync(
            async () =>
            {
                await using var db = await trip.Doors.OpenAsync();
                return await db
                    .Deliveries.Where(row => row.AppId == app.Id && row.Event == "ping")
                    .Select(row => row.Outcome)
                    .FirstOrDefaultAsync(Stop);
            },
            outcome => outcome == "GitHub reaches the portal."
        );

    private static async Task<string?> WebhookSecretAsync(Trip trip, App app) =>
        (
            await trip.Doors.Get<SecretStore>().GetAsync(app.Id, SecretField.WebhookSecret, Stop)
        )?.Reveal();

    private static Sandbox.App Registration(Trip trip, App app) =>
        trip.Rehearsal.Sandbox.World.FindApp(app.Slug)!;

    private static async Task<HttpResponseMessage> PostAsync(Trip trip, string key)
    {
        using var body = new StringContent("{}");
        return await trip.Browser.Http.PostAsync($"webhooks/{key}", body, Stop);
    }

    private static async Task<string> StateAsync(Trip trip)
    {
        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        var action = new Uri(leave.Form("form[action*='apps/new']").GetAttribute("action")!);
        return System.Web.HttpUtility.ParseQueryString(action.Query)["state"]!;
    }

    private static string Policy(HtmlPage page) =>
        page
            .Response.Headers.GetValues("Content-Security-Policy")
            .Single(policy => policy.Contains("form-action", StringComparison.Ordinal));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
