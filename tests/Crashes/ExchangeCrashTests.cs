using System.Net;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Crashes;

/// <summary>
/// The portal is killed while a code of the server becomes an app. No key is lost that the server gave, and an app that
/// may exist without one is named.
/// </summary>
public sealed class ExchangeCrashTests
{
    private const string Conversion = "POST /api/v3/app-manifests/";

    [Fact]
    public async Task A_stored_code_is_sent_by_itself_after_the_restart()
    {
        await using var trip = await KilledAtAsync("code-stored");
        Assert.Empty(Conversions(trip));

        await RestartAsync(trip);

        await Until.SeenAsync(() => CreationAsync(trip), seen => seen == AppCreation.Created);
        Assert.Single(Conversions(trip));
        await SeeCredentialsAloneAsync(trip);
    }

    [Fact]
    public async Task A_code_that_may_have_been_sent_waits_for_a_person_and_still_makes_the_app()
    {
        await using var trip = await KilledAtAsync("exchange-sending");

        await RestartAsync(trip);

        await SeeMayExistAsync(trip);
        Assert.Empty(Conversions(trip));
        await trip.Doors.Get<ExchangeManifestCode>().RunAsync(trip.ConnectionId, true, Stop);
        Assert.Equal(AppCreation.Created, await CreationAsync(trip));
        Assert.Single(Conversions(trip));
        await SeeCredentialsAloneAsync(trip);
        await trip.InstallOnServerAsync(await trip.AuthorizeOnServerAsync());
        Assert.NotNull((await trip.ConnectionAsync()).InstallationId);
    }

    [Fact]
    public async Task An_answer_that_was_lost_leaves_an_app_that_the_portal_names()
    {
        await using var trip = await KilledAtAsync("exchange-answered");

        await RestartAsync(trip);

        await SeeMayExistAsync(trip);
        await SeeRefusedAfterAnotherTryAsync(trip);
    }

    [Fact]
    public async Task An_answer_that_never_came_leaves_an_app_that_the_portal_names()
    {
        await using var trip = await Trip.BeginAsync();
        await trip.GitHub.FailAsync(Conversion, "hang-after", times: 1);
        var back = await trip.CreateOnServerAsync();
        var answer = trip.Browser.GetAsync(back.Location!);
        var world = trip.Rehearsal.Sandbox.World;
        await Until.SeenAsync(
            () => Task.FromResult(world.ManifestCodes.Count),
            codes => codes == 0
        );

        await trip.Portal.Kill9Async();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
        await RestartAsync(trip);

        await SeeMayExistAsync(trip);
        await SeeRefusedAfterAnotherTryAsync(trip);
    }

    [Fact]
    public async Task A_stored_app_gets_its_webhook_from_the_first_check_after_the_restart()
    {
        await using var trip = await KilledAtAsync("answer-stored");
        Assert.Empty(trip.Asked("PATCH /api/v3/app/hook/config"));

        await RestartAsync(trip);

        Assert.Equal(AppCreation.Created, await CreationAsync(trip));
        await Until.SeenAsync(
            async () => (await trip.ConnectionAsync()).App.WebhookConfiguredAt,
            at => at is not null
        );
        Assert.Single(Conversions(trip));
        Assert.Single(trip.Asked("PATCH /api/v3/app/hook/config"));
        await SeeCredentialsAloneAsync(trip);
    }

    /// <summary>Creates the app, and kills the portal at the point while the browser waits for its return to be answered.</summary>
    private static async Task<Trip> KilledAtAsync(string point)
    {
        var trip = await Trip.BeginAsync(
            new Dictionary<string, string?>
            {
                ["PORTAL_PAUSE_AT"] = point,
                ["Portal:CheckInterval"] = "00:00:02",
            }
        );
        var back = await trip.CreateOnServerAsync();
        var answer = trip.Browser.GetAsync(back.Location!);
        await trip.Portal.WaitUntilPausedAsync(point);
        await trip.Portal.Kill9Async();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
        return trip;
    }

    private static Task RestartAsync(Trip trip) =>
        trip.Portal.RestartAsync(new Dictionary<string, string?> { ["PORTAL_PAUSE_AT"] = null });

    private static async Task SeeMayExistAsync(Trip trip)
    {
        await Until.SeenAsync(() => CreationAsync(trip), seen => seen == AppCreation.MayExist);
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.Contains("The app may exist", page.Words, StringComparison.Ordinal);
        Assert.Contains("Try the code once more", page.Words, StringComparison.Ordinal);
    }

    private static async Task SeeRefusedAfterAnotherTryAsync(Trip trip)
    {
        await trip.Doors.Get<ExchangeManifestCode>().RunAsync(trip.ConnectionId, true, Stop);

        var app = (await trip.ConnectionAsync()).App;
        Assert.Equal(AppCreation.Refused, app.Creation);
        Assert.Contains("may exist there, without its key", app.CreationDetail!);
        Assert.Empty(await trip.SecretsAsync());
        Assert.NotNull(trip.Rehearsal.Sandbox.World.FindApp("portal-acme"));
        // The way on: delete the app there, begin again here.
        await trip.GitHub.SendAsync(HttpMethod.Delete, "apps/portal-acme");
        await trip.Doors.Get<ProposeApp>().AgainAsync(trip.ConnectionId, Doors.Actor, Stop);
        await trip.Browser.FollowAsync(await trip.CreateOnServerAsync());
        Assert.Equal(AppCreation.Created, await CreationAsync(trip));
        Assert.Equal(HttpStatusCode.Gone, await trip.DeliverAsync(app.Key));
    }

    private static async Task SeeCredentialsAloneAsync(Trip trip) =>
        Assert.Equal(
            [SecretField.PrivateKey, SecretField.ClientSecret, SecretField.WebhookSecret],
            (await trip.SecretsAsync()).Select(secret => secret.Field).Order()
        );

    private static async Task<AppCreation> CreationAsync(Trip trip) =>
        (await trip.ConnectionAsync()).App.Creation;

    private static List<Sandbox.Control.LoggedRequest> Conversions(Trip trip) =>
        [
            .. trip.Rehearsal.Sandbox.Requests.All.Where(request =>
                $"{request.Method} {request.Path}".StartsWith(Conversion, StringComparison.Ordinal)
            ),
        ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
