using Portal.Apps;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Apps;

/// <summary>An app whose webhook goes elsewhere: the portal takes it over only when a person says so.</summary>
public sealed class WebhookElsewhereTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private const string Elsewhere = "https://elsewhere.example.com/hook";

    private Trip Trip => shared.Trip;

    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        var hook = await HookAsync();
        hook.Url = Elsewhere;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Elsewhere)]
    [InlineData(null)]
    public async Task A_rotation_changes_nothing_before_a_person_decides(string? goesTo)
    {
        var hook = await HookAsync();
        hook.Url = goesTo;
        var (there, here) = (hook.Secret, await KeptAsync());

        var rotation = await RotateAsync(takeOver: false);

        Assert.Equal((true, goesTo, null), (rotation.Elsewhere, rotation.GoesTo, rotation.Problem));
        Assert.Equal((goesTo, there), (hook.Url, hook.Secret));
        Assert.Equal(here, await KeptAsync());
    }

    [Fact]
    public async Task Taken_over_it_comes_here_with_a_new_secret()
    {
        var hook = await HookAsync();
        var there = hook.Secret;

        var rotation = await RotateAsync(takeOver: true);

        Assert.Equal(new Rotation(), rotation);
        Assert.StartsWith(Trip.Portal.Url.AbsoluteUri, hook.Url, StringComparison.Ordinal);
        Assert.NotEqual(there, hook.Secret);
        Assert.Equal(202, await DeliverAsync(hook.Secret!));
    }

    [Fact]
    public async Task The_secret_that_its_owner_set_is_accepted_beside_the_former_one()
    {
        var hook = await HookAsync();
        var (former, owners) = (await SecretAsync(), $"set by its owner {Guid.NewGuid()}");
        Assert.Equal(401, await DeliverAsync(owners));

        var kept = await AcceptAsync(owners);

        Assert.Equal(Fingerprint.OfRandom(new SecretText(owners)), kept.Fingerprint);
        Assert.Equal(202, await DeliverAsync(owners));
        Assert.Equal(202, await DeliverAsync(former));
        Assert.Equal(Elsewhere, hook.Url);
        var page = await Trip.Browser.GetAsync($"apps/{(await Trip.AppAsync()).Id}/credentials");
        Assert.Contains("Still accepted", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_soon_guessed_is_refused()
    {
        var here = await KeptAsync();

        var refused = await AcceptAsync("fifteen letters");

        Assert.Contains("at least 16 characters", refused.Problem, StringComparison.Ordinal);
        Assert.Equal(here, await KeptAsync());
    }

    [Fact]
    public async Task While_the_server_is_silent_nothing_is_changed()
    {
        var here = await KeptAsync();
        await Trip.GitHub.FailAsync("GET /api/v3/app/hook/config", "reset");

        var rotation = await RotateAsync(takeOver: false);

        Assert.Contains("nothing was changed", rotation.Problem, StringComparison.Ordinal);
        Assert.Equal(here, await KeptAsync());
    }

    private async Task<Rotation> RotateAsync(bool takeOver)
    {
        var app = await Trip.AppAsync();
        var rotate = Trip.Doors.Get<RotateWebhookSecret>();
        return await rotate.RunAsync(app.Id, Doors.Actor, takeOver, Stop);
    }

    private async Task<Replacement> AcceptAsync(string secret)
    {
        var app = await Trip.AppAsync();
        var accept = Trip.Doors.Get<AcceptWebhookSecret>();
        return await accept.RunAsync(app.Id, new SecretText(secret), Doors.Actor, Stop);
    }

    private Task<int> DeliverAsync(string secret) =>
        new Signed("ping", $$"""{"zen":"{{Guid.NewGuid()}}"}""") { Secret = secret }.PostAsync(
            Trip
        );

    private async Task<Sandbox.Hook> HookAsync()
    {
        var id = (await Trip.AppAsync()).GitHubId!.Value;
        return Trip.Rehearsal.Sandbox.World.Apps[id].Hook;
    }

    private async Task<string> SecretAsync() => Signed.SecretOf(Trip, await Trip.AppAsync());

    /// <summary>What stands for the secrets that are accepted now.</summary>
    private async Task<List<string>> KeptAsync()
    {
        var app = await Trip.AppAsync();
        var all = await Trip
            .Doors.Get<SecretStore>()
            .GetAllAsync(app.Id, SecretField.WebhookSecret, Stop);
        return [.. all.Select(secret => Fingerprint.OfRandom(secret.Text))];
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
