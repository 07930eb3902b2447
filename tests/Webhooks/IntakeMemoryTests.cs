using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Webhooks;

/// <summary>
/// The portal remembers an app and its secrets for a second. What changed within that second counts all the same.
/// </summary>
public abstract class IntakeMemoryTests(ConnectedTrip shared)
{
    private Trip Trip => shared.Trip;

    [Fact]
    public async Task A_secret_that_was_just_stored_is_good()
    {
        var app = await RememberedAsync();
        var secret = $"new {Guid.NewGuid():N}";
        await using (var db = await Trip.Doors.OpenAsync())
        {
            Trip.Doors.Get<SecretStore>()
                .Put(db, app.Id, SecretField.WebhookSecret, new SecretText(secret));
            await db.SaveChangesAsync(Stop);
        }

        var delivery = new Signed("ping", """{"zen":"with the new secret"}""") { Secret = secret };

        Assert.Equal(202, await delivery.PostAsync(Trip, app));
        Assert.Single(await delivery.RowsAsync(Trip));
    }

    [Fact]
    public async Task A_secret_that_has_just_ended_is_not_good_any_more()
    {
        var app = await RememberedAsync();
        await using (var db = await Trip.Doors.OpenAsync())
        {
            var now = TimeProvider.System.GetUtcNow();
            await db
                .Secrets.Where(row =>
                    row.OwnerId == app.Id && row.Field == SecretField.WebhookSecret
                )
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.RetiresAt, now.AddSeconds(-1)),
                    Stop
                );
            Trip.Doors.Get<SecretStore>()
                .Put(db, app.Id, SecretField.WebhookSecret, new SecretText("another"));
            await db.SaveChangesAsync(Stop);
        }

        var delivery = new Signed("ping", """{"zen":"with the old secret"}""");

        Assert.Equal(401, await delivery.PostAsync(Trip, app));
        Assert.Empty(await delivery.RowsAsync(Trip));
    }

    [Fact]
    public async Task An_app_that_has_just_stopped_taking_deliveries_takes_none()
    {
        var app = await RememberedAsync();
        await using (var db = await Trip.Doors.OpenAsync())
        {
            var now = TimeProvider.System.GetUtcNow();
            await db
                .Apps.Where(row => row.Id == app.Id)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.IntakeStoppedAt, now),
                    Stop
                );
        }

        var delivery = new Signed("ping", """{"zen":"too late"}""");

        Assert.Equal(410, await delivery.PostAsync(Trip, app));
        Assert.Empty(await delivery.RowsAsync(Trip));
    }

    /// <summary>An app of its own, of which the portal has just taken a delivery.</summary>
    private async Task<App> RememberedAsync()
    {
        await Trip.ProposeAsync(SharedTrip.Organization);
        await Trip.Browser.FollowAsync(await Trip.CreateOnServerAsync());
        var app = (await Trip.ConnectionAsync()).App;
        // The first reads the app, the second finds it remembered.
        foreach (var zen in new[] { "first", "second" })
        {
            Assert.Equal(
                202,
                await new Signed("ping", $$"""{"zen":"{{zen}}"}""").PostAsync(Trip, app)
            );
        }

        return app;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class IntakeMemoryOnSqliteTests(ConnectedTrip shared)
    : IntakeMemoryTests(shared),
        IClassFixture<ConnectedTrip>;

public sealed class IntakeMemoryOnPostgresTests(ConnectedTripOnPostgres shared)
    : IntakeMemoryTests(shared),
        IClassFixture<ConnectedTripOnPostgres>;
