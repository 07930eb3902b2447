using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Apps;

/// <summary>A webhook gets another secret, and no delivery is lost on the way, whatever fails when.</summary>
public sealed class WebhookRotationTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private const string Patch = "PATCH /api/v3/app/hook/config";
    private const string NoRedelivery = "POST /api/v3/app/hook/deliveries";

    private Trip Trip => shared.Trip;

    /// <summary>Each test begins with one secret, that both sides know.</summary>
    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        var app = await Trip.AppAsync();
        if (app.WebhookConfiguredAt is null || (await RowsAsync()).Count > 1)
        {
            await Trip.Doors.Get<ConfigureWebhook>().RunAsync(app.Id, Stop);
            await EndOldOnesAsync();
        }

        Assert.Single(await RowsAsync());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task GitHub_gets_the_new_secret_and_what_either_signed_is_accepted()
    {
        await KeepFromProvingAsync();
        var old = await SecretAsync();

        Assert.Null(await RotateAsync());

        var fresh = await SecretAsync();
        Assert.NotEqual(old, fresh);
        Assert.Equal(202, await DeliverAsync(old));
        var rows = await RowsAsync();
        Assert.Equal(2, rows.Count);
        Assert.Null(rows[0].RetiresAt);
        Assert.InRange(
            rows[1].RetiresAt!.Value - rows[0].CreatedAt,
            ConfigureWebhook.Overlap - TimeSpan.FromMinutes(1),
            ConfigureWebhook.Overlap + TimeSpan.FromMinutes(1)
        );
        var page = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}/credentials");
        Assert.Contains("Still accepted", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(fresh, page.Words, StringComparison.Ordinal);
        var overview = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}");
        Assert.Contains("Former webhook secret", overview.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_ended_is_not_called_accepted_while_it_waits_to_be_destroyed()
    {
        await KeepFromProvingAsync();
        await RotateAsync();
        await EndOldOnesAsync(prune: false);

        var page = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}/credentials");
        var overview = await Trip.Browser.GetAsync($"connections/{Trip.ConnectionId}");

        if ((await RowsAsync()).Count > 1)
        {
            Assert.Contains("it is being destroyed", page.Words, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Still accepted", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Former webhook secret", overview.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_delivery_that_the_new_one_signed_ends_the_old_one_a_minute_later()
    {
        await KeepFromProvingAsync();
        var old = await SecretAsync();
        await RotateAsync();

        Assert.Equal(202, await DeliverAsync(await SecretAsync()));
        // What was sent before and is still on its way.
        Assert.Equal(202, await DeliverAsync(old));

        var end = (await RowsAsync())[1].RetiresAt!.Value;
        Assert.True(end <= TimeProvider.System.GetUtcNow().AddMinutes(1));
        await EndOldOnesAsync();
        Assert.Equal(401, await DeliverAsync(old));
        Assert.Equal(202, await DeliverAsync(await SecretAsync()));
    }

    [Fact]
    public async Task The_deadline_ends_and_destroys_the_old_one_also_when_nothing_was_delivered()
    {
        await KeepFromProvingAsync();
        var old = await SecretAsync();
        await RotateAsync();

        await EndOldOnesAsync(prune: false);

        // Refused from the deadline on, and not only once the row is destroyed.
        Assert.Equal(2, (await RowsAsync()).Count);
        Assert.Equal(401, await DeliverAsync(old));
        await Trip.Doors.Get<SecretStore>().PruneAsync(Stop);
        Assert.Equal(await FingerprintAsync(), Assert.Single(await RowsAsync()).Fingerprint);
    }

    [Fact]
    public async Task A_redelivery_shows_at_once_that_GitHub_signs_with_the_new_one()
    {
        await RotateAsync();

        await Until.SeenAsync(
            () => RowsAsync(),
            rows => rows[1].RetiresAt < TimeProvider.System.GetUtcNow().AddMinutes(2)
        );
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("hang-after-reset")]
    [InlineData("maintenance")]
    public async Task Without_an_answer_both_stay_valid_and_a_check_sends_the_new_one_again(
        string fault
    )
    {
        await KeepFromProvingAsync();
        var old = await SecretAsync();
        // Truncated: GitHub did it, and the answer broke off.
        await Trip.GitHub.FailAsync(Patch, fault == "hang-after-reset" ? "truncate" : fault);

        Assert.NotNull(await RotateAsync());

        var rows = await RowsAsync();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Null(row.RetiresAt));
        Assert.Null((await Trip.AppAsync()).WebhookConfiguredAt);
        Assert.Equal(202, await DeliverAsync(old));
        // The portal is told nothing else, and its worker goes on by itself.
        await Trip.GitHub.HealAsync();
        await KeepFromProvingAsync();
        await WantCheckAsync();
        await Until.SeenAsync(() => Trip.AppAsync(), app => app.WebhookConfiguredAt is not null);
        Assert.NotEqual(old, await SecretAsync());
        Assert.Equal(202, await DeliverAsync(old));
        Assert.Equal(202, await DeliverAsync(await SecretAsync()));
        Assert.Equal(2, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task A_refusal_is_said_and_both_stay_valid()
    {
        var old = await SecretAsync();
        await Trip.GitHub.FailAsync(Patch, "status", 403);

        var problem = await RotateAsync();

        Assert.Contains("does not allow this", problem, StringComparison.Ordinal);
        Assert.Equal(old, await SecretAsync());
        Assert.Equal(202, await DeliverAsync(old));
        var page = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}/credentials");
        Assert.Contains("not known which secret", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_rotations_in_a_row_leave_the_last_one_on_both_sides()
    {
        await KeepFromProvingAsync();
        var first = await SecretAsync();
        await RotateAsync();
        var second = await SecretAsync();

        await RotateAsync();

        foreach (var secret in new[] { first, second, await SecretAsync() })
        {
            Assert.Equal(202, await DeliverAsync(secret));
        }
        Assert.Equal((await RowsAsync())[0].Fingerprint, await FingerprintAsync());
    }

    [Fact]
    public async Task A_kill_after_GitHub_took_the_secret_loses_nothing()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        await trip.Portal.RestartAsync(
            new Dictionary<string, string?> { ["PORTAL_PAUSE_AT"] = "webhook-secret-sent" }
        );
        var app = await trip.AppAsync();
        var old = Signed.SecretOf(trip, app);
        // Stored, and never sent: as if killed in between. The portal's own worker sends it, and is killed then.
        await trip.GitHub.FailAsync(Patch, "reset", times: 1);
        var rotation = await trip
            .Doors.Get<RotateWebhookSecret>()
            .RunAsync(app.Id, Doors.Actor, takeOver: false, Stop);
        Assert.NotNull(rotation.Problem);
        await WantCheckAsync(trip);
        await trip.Portal.WaitUntilPausedAsync("webhook-secret-sent");
        Assert.NotEqual(old, Signed.SecretOf(trip, app));
        Assert.Equal(202, await new Signed("ping", "{}") { Secret = old }.PostAsync(trip));

        await trip.Portal.RestartAsync(
            new Dictionary<string, string?> { ["PORTAL_PAUSE_AT"] = null }
        );

        Assert.Equal(202, await new Signed("ping", "{}") { Secret = old }.PostAsync(trip));
        Assert.Equal(202, await new Signed("ping", "{}").PostAsync(trip));
        await Until.SeenAsync(() => trip.AppAsync(), row => row.WebhookConfiguredAt is not null);
    }

    private async Task<string?> RotateAsync()
    {
        var app = await Trip.AppAsync();
        var rotate = Trip.Doors.Get<RotateWebhookSecret>();
        var rotation = await rotate.RunAsync(app.Id, Doors.Actor, takeOver: false, Stop);
        Assert.False(rotation.Elsewhere);
        return rotation.Problem;
    }

    /// <summary>No redelivery proves the new secret, so that a test can say when that happens.</summary>
    private Task KeepFromProvingAsync() => Trip.GitHub.FailAsync(NoRedelivery, "status", 500);

    private async Task<int> DeliverAsync(string secret) =>
        await new Signed("ping", $$"""{"zen":"{{Guid.NewGuid()}}"}""")
        {
            Secret = secret,
        }.PostAsync(Trip);

    private async Task<string> SecretAsync() => Signed.SecretOf(Trip, await Trip.AppAsync());

    private async Task<string> FingerprintAsync() =>
        Fingerprint.OfRandom(new SecretText(await SecretAsync()));

    private async Task<List<Portal.Data.Secret>> RowsAsync()
    {
        var app = await Trip.AppAsync();
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Secrets.AsNoTracking()
            .Where(row => row.OwnerId == app.Id && row.Field == SecretField.WebhookSecret)
            .OrderByDescending(row => row.CreatedAt)
            .ToListAsync(Stop);
    }

    /// <summary>As if the time of what was replaced were up.</summary>
    private async Task EndOldOnesAsync(bool prune = true)
    {
        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await using var db = await Trip.Doors.OpenAsync();
        await db
            .Secrets.Where(row => row.RetiresAt != null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.RetiresAt, past), Stop);
        if (prune)
        {
            await Trip.Doors.Get<SecretStore>().PruneAsync(Stop);
        }
    }

    private Task WantCheckAsync() => WantCheckAsync(Trip);

    private static async Task WantCheckAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        await db.Connections.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.CheckWanted, true),
            Stop
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
