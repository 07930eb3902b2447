using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Apps;

/// <summary>An app that exists is entered by hand: tried first, stored afterwards, or not at all.</summary>
public sealed class EnterAppTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [Fact]
    public async Task What_the_server_accepts_becomes_a_connection_that_goes_on_to_available()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, _key);

        var entry = await EnterAsync(trip, theirs.Form());

        trip.TurnTo(entry.ConnectionId!.Value);
        Assert.All(entry.Trial!.Lines, line => Assert.Equal(TrialMark.Passed, line.Mark));
        var app = await trip.AppAsync();
        Assert.Equal(
            (AppOrigin.Manual, AppCreation.Created, theirs.Id, theirs.ClientId, theirs.Slug, _key),
            (app.Origin, app.Creation, app.GitHubId!.Value, app.ClientId, app.Slug, app.Key)
        );
        Assert.Equal((OwnerKind.Organization, "globex"), (app.OwnerKind, app.OwnerSlug));
        Assert.Equal(
            [SecretField.PrivateKey, SecretField.ClientSecret, SecretField.WebhookSecret],
            await trip.SecretsAsync()
        );
        // The portal made the secret, and the server has it.
        var hook = Registered(trip, theirs).Hook;
        Assert.NotEqual(theirs.WebhookSecret, hook.Secret);
        Assert.Equal(64, hook.Secret!.Length);
        await trip.InstallOnServerAsync(await trip.AuthorizeOnServerAsync(), "globex");
        await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row is { State: ResourceState.Available, Reason: null }
        );
    }

    [Theory]
    [InlineData("another app's id", "Private key", "does not accept this key for the app")]
    [InlineData("nobody's id", "Private key", "knows no app with the App ID 999999999")]
    [InlineData("another app's key", "Private key", "does not accept this key for the app")]
    [InlineData("another app's client id", "Client ID", "; you typed ")]
    [InlineData("a wrong client secret", "Client secret", "refuses it for the client ID")]
    public async Task What_does_not_belong_together_is_named_and_nothing_is_stored(
        string mistake,
        string line,
        string sentence
    )
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, _key);
        var other = await ForeignApp.RegisterAsync(trip, _key);
        var form = theirs.Form();
        _ = mistake switch
        {
            "another app's id" => form.AppId = $"{other.Id}",
            "nobody's id" => form.AppId = "999999999",
            "another app's client id" => form.ClientId = other.ClientId,
            _ => null,
        };
        form.PrivateKey = mistake == "another app's key" ? new(other.Pem) : form.PrivateKey;
        form.ClientSecret = mistake == "a wrong client secret" ? new("0123") : form.ClientSecret;
        var before = await KeptAsync(trip);
        var hook = HookOf(trip, theirs);

        var entry = await EnterAsync(trip, form);

        Assert.Null(entry.ConnectionId);
        var failed = Assert.Single(entry.Trial!.Lines, result => result.Mark == TrialMark.Failed);
        Assert.Equal(line, failed.Title);
        Assert.Contains(sentence, failed.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await KeptAsync(trip));
        Assert.Equal(hook, HookOf(trip, theirs));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_said_and_nothing_is_stored()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, _key);
        trip.Rehearsal.Sandbox.Faults.Add(new Fault("/api/v3", FaultKind.Maintenance));
        var before = await KeptAsync(trip);

        var entry = await EnterAsync(trip, theirs.Form());

        Assert.Contains("in maintenance", entry.Trial!.Lines[0].Detail, StringComparison.Ordinal);
        Assert.Equal(before, await KeptAsync(trip));
    }

    [Fact]
    public async Task A_webhook_that_goes_elsewhere_is_asked_about_and_set_when_that_is_wanted()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, key: null);
        var form = theirs.Form();
        var before = await KeptAsync(trip);

        var asked = await EnterAsync(trip, form);

        Assert.True(asked.AsksAboutWebhook);
        Assert.Equal(before, await KeptAsync(trip));
        Assert.Equal("https://elsewhere.example.com/hook", Registered(trip, theirs).Hook.Url);
        form.Webhook = WebhookChoice.Set;
        trip.TurnTo((await EnterAsync(trip, form)).ConnectionId!.Value);
        var hook = Registered(trip, theirs).Hook;
        Assert.Equal(new Uri(trip.Portal.Url, $"webhooks/{_key}").AbsoluteUri, hook.Url);
        Assert.NotEqual(theirs.WebhookSecret, hook.Secret);
        Assert.NotNull((await trip.AppAsync()).WebhookConfiguredAt);
    }

    [Fact]
    public async Task A_webhook_that_is_left_to_its_owner_is_never_changed()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, key: null);
        var form = theirs.Form();
        form.Webhook = WebhookChoice.Leave;
        var hook = HookOf(trip, theirs);

        var refused = await EnterAsync(trip, form);
        Assert.Contains("without changing the webhook", refused.Problems["WebhookSecret"]);
        (form.MakeWebhookSecret, form.WebhookSecret) = (false, new(theirs.WebhookSecret));
        trip.TurnTo((await EnterAsync(trip, form)).ConnectionId!.Value);
        await trip
            .Doors.Get<Portal.Connections.Checks.CheckConnection>()
            .RunAsync(trip.ConnectionId, Stop);

        Assert.Equal(hook, HookOf(trip, theirs));
        Assert.Equal("https://elsewhere.example.com/hook", hook.Url);
        // The owner sets the address later: with the secret that was typed, deliveries are accepted.
        Assert.Equal(3, (await trip.SecretsAsync()).Length);
    }

    [Fact]
    public async Task The_same_app_twice_on_one_host_leads_to_the_one_that_is_there()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, _key);
        trip.TurnTo((await EnterAsync(trip, theirs.Form())).ConnectionId!.Value);
        var before = await KeptAsync(trip);

        var entry = await EnterAsync(trip, theirs.Form(), key: "another");

        Assert.Equal((await trip.AppAsync()).Id, entry.SameApp);
        Assert.Equal(before, await KeptAsync(trip));
    }

    [Fact]
    public async Task Entered_in_two_tabs_at_once_it_is_stored_once()
    {
        var trip = await shared.FreshAsync();
        var theirs = await ForeignApp.RegisterAsync(trip, _key);

        var entries = await Task.WhenAll(
            EnterAsync(trip, theirs.Form()),
            EnterAsync(trip, theirs.Form(), key: $"{_key[..30]}00")
        );

        // The second shows another webhook address, and may be asked about it before it is told.
        Assert.Single(entries, entry => entry.ConnectionId is not null);
        await using var db = await trip.Doors.OpenAsync();
        Assert.Equal(1, await db.Apps.CountAsync(row => row.GitHubId == theirs.Id, Stop));
    }

    [Theory]
    [InlineData(AppCreation.Proposed)]
    [InlineData(AppCreation.Refused)]
    [InlineData(AppCreation.MayExist)]
    [InlineData(AppCreation.CodeStored)]
    public async Task A_pending_connection_goes_on_with_the_app_that_was_entered_for_it(
        AppCreation creation
    )
    {
        var trip = await shared.FreshAsync();
        var before = await trip.AppAsync();
        await SetAsync(trip, before.Id, creation);
        var theirs = await ForeignApp.RegisterAsync(trip, before.Key);

        var entry = await EnterAsync(trip, theirs.Form(), before.Key, trip.ConnectionId);

        Assert.Equal(trip.ConnectionId, entry.ConnectionId);
        var connection = await trip.ConnectionAsync();
        Assert.Equal((before.Id, Stage.Authorize), (connection.AppId, connection.Stage));
        Assert.Equal(
            (AppOrigin.Manual, AppCreation.Created, null, theirs.Id),
            (
                connection.App.Origin,
                connection.App.Creation,
                connection.App.CreationDetail,
                connection.App.GitHubId!.Value
            )
        );
        Assert.DoesNotContain(SecretField.ManifestCode, await trip.SecretsAsync());
    }

    [Theory]
    [InlineData(AppCreation.Exchanging)]
    [InlineData(AppCreation.Created)]
    public async Task A_connection_whose_app_is_there_or_on_its_way_takes_no_other(
        AppCreation creation
    )
    {
        var trip = await shared.FreshAsync();
        var app = await trip.AppAsync();
        await SetAsync(trip, app.Id, creation);
        var theirs = await ForeignApp.RegisterAsync(trip, app.Key);

        var entry = await EnterAsync(trip, theirs.Form(), app.Key, trip.ConnectionId);

        Assert.Contains("Nothing was stored", entry.Problems[""], StringComparison.Ordinal);
        Assert.Null((await trip.AppAsync()).GitHubId);
        Assert.Equal([SecretField.ManifestCode], await trip.SecretsAsync());
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/enter-app");
        Assert.Contains("Nothing to enter", page.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "12", "App ID is a number")]
    [InlineData("-1", "12", "App ID is a number")]
    [InlineData("Iv1.8a61", "12", "App ID is a number")]
    [InlineData("12", " ", "Type the client ID")]
    public async Task What_is_missing_is_said_beside_its_field(
        string appId,
        string clientId,
        string sentence
    )
    {
        var trip = await shared.FreshAsync();
        var entry = await EnterAsync(
            trip,
            new EnterAppForm
            {
                AppId = appId,
                ClientId = clientId,
                MakeWebhookSecret = false,
                WebhookSecret = new("short"),
            }
        );

        Assert.Contains(
            entry.Problems.Values,
            problem => problem.Contains(sentence, StringComparison.Ordinal)
        );
        Assert.Contains("Paste a client secret", entry.Problems["ClientSecret"]);
        Assert.Contains("Paste the private key", entry.Problems["PrivateKey"]);
        Assert.Contains("shorter than 16 characters", entry.Problems["WebhookSecret"]);
        // The server was not asked.
        Assert.Null(entry.Trial);
    }

    [Fact]
    public async Task The_webhook_address_to_set_first_is_the_same_after_a_reload()
    {
        var trip = await shared.FreshAsync();
        var page = $"hosts/{trip.HostId}/enter-app";
        var sent = await trip.Browser.GetAsync(page);
        Assert.Matches(@"\?key=[0-9a-f]{32}$", sent.Location!.AbsoluteUri);

        var first = await trip.Browser.GetAsync(sent.Location);
        var again = await trip.Browser.GetAsync(sent.Location);

        var key = sent.Location.Query["?key=".Length..];
        Assert.Contains($"webhooks/{key}", first.Words, StringComparison.Ordinal);
        Assert.Contains($"webhooks/{key}", again.Words, StringComparison.Ordinal);
        // What somebody typed, and what an app has by now, are no keys for a new one.
        var taken = (await trip.AppAsync()).Key;
        foreach (var other in new[] { "short", $"{key[..31]}Z", taken })
        {
            var moved = await trip.Browser.GetAsync($"{page}?key={other}");
            Assert.Matches(@"\?key=[0-9a-f]{32}$", moved.Location!.AbsoluteUri);
            Assert.DoesNotContain(other, moved.Location.Query, StringComparison.Ordinal);
        }
    }

    private Task<Entry> EnterAsync(
        Trip trip,
        EnterAppForm form,
        string? key = null,
        Guid? connection = null
    ) =>
        trip
            .Doors.Get<EnterApp>()
            .RunAsync(trip.HostId, connection, key ?? _key, form, Doors.Actor, Stop);

    private static Sandbox.App Registered(Trip trip, ForeignApp app) =>
        trip.Rehearsal.Sandbox.World.FindApp(app.Slug)!;

    /// <summary>Every change, even one that changes nothing, moves the time.</summary>
    private static (string? Url, string? Secret, DateTimeOffset UpdatedAt) HookOf(
        Trip trip,
        ForeignApp app
    )
    {
        var hook = Registered(trip, app).Hook;
        return (hook.Url, hook.Secret, hook.UpdatedAt);
    }

    private static async Task<(int Apps, int Connections, int Secrets)> KeptAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return (
            await db.Apps.CountAsync(Stop),
            await db.Connections.CountAsync(Stop),
            await db.Secrets.CountAsync(Stop)
        );
    }

    private static async Task SetAsync(Trip trip, Guid app, AppCreation creation)
    {
        await using var db = await trip.Doors.OpenAsync();
        trip.Doors.Get<SecretStore>()
            .Put(db, app, SecretField.ManifestCode, new SecretText("a code"));
        await db.SaveChangesAsync(Stop);
        await db
            .Apps.Where(row => row.Id == app)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.Creation, creation), Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
