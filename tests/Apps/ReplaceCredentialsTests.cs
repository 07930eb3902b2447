using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Apps;

/// <summary>Another private key or client secret takes the place of an app's, and only one that GitHub accepts.</summary>
public sealed class ReplaceCredentialsTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    private Sandbox.World GitHub => Trip.Rehearsal.Sandbox.World;

    public async ValueTask InitializeAsync() => await Trip.GitHub.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_key_is_proved_then_used_and_the_former_one_is_destroyed()
    {
        var app = await Trip.AppAsync();
        var registration = GitHub.FindApp(app.Slug)!;
        var former = registration.Keys.ToList();
        var before = await RowAsync(SecretField.PrivateKey);

        var done = await KeyAsync(GitHub.AddKey(registration));
        registration.Keys.RemoveAll(former.Contains);

        Assert.Null(done.Problem);
        var after = await RowAsync(SecretField.PrivateKey);
        Assert.Equal(done.Fingerprint, after.Fingerprint);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(ResourceState.Available, (await CheckAsync()).State);
        await AssertDestroyedAsync(before);
        var page = await Trip.Browser.GetAsync($"apps/{app.Id}/credentials");
        Assert.Contains(done.Fingerprint!, page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_is_recovered_in_place_with_a_new_one()
    {
        var before = await Trip.ConnectionAsync();
        var registration = GitHub.FindApp(before.App.Slug)!;
        registration.Keys.Clear();
        Assert.Equal(Reason.CredentialsRejected, (await CheckAsync()).Reason);

        await KeyAsync(GitHub.AddKey(registration));

        var after = await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            row => row.State == ResourceState.Available
        );
        Assert.Equal(
            (before.Id, before.AppId, before.InstallationId),
            (after.Id, after.AppId, after.InstallationId)
        );
    }

    [Fact]
    public async Task A_key_that_GitHub_refuses_changes_nothing()
    {
        var before = await RowAsync(SecretField.PrivateKey);
        using var stranger = System.Security.Cryptography.RSA.Create(2048);

        var done = await KeyAsync(stranger.ExportRSAPrivateKeyPem());

        Assert.Contains("does not accept this key", done.Problem, StringComparison.Ordinal);
        Assert.Equal(before.Id, (await RowAsync(SecretField.PrivateKey)).Id);
    }

    [Fact]
    public async Task The_key_that_is_in_use_is_recognized()
    {
        var registration = GitHub.FindApp((await Trip.AppAsync()).Slug)!;
        var pem = GitHub.AddKey(registration);
        Assert.Null((await KeyAsync(pem)).Problem);

        var done = await KeyAsync(pem);

        Assert.Contains("uses this key already", done.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maintenance", "503")]
    [InlineData("reset", "broke")]
    [InlineData("html", "text/html")]
    public async Task Without_an_answer_that_is_GitHubs_nothing_changes(
        string fault,
        string sentence
    )
    {
        var registration = GitHub.FindApp((await Trip.AppAsync()).Slug)!;
        var (key, secret) = (
            await RowAsync(SecretField.PrivateKey),
            await RowAsync(SecretField.ClientSecret)
        );
        await Trip.GitHub.FailAsync("GET /api/v3/app", fault);
        await Trip.GitHub.FailAsync("POST /login/oauth/access_token", fault);

        var newKey = await KeyAsync(GitHub.AddKey(registration));
        var newSecret = await ClientSecretAsync(new string('b', 40));

        Assert.Contains("nothing was changed", newKey.Problem, StringComparison.Ordinal);
        Assert.Contains(sentence, newKey.Problem, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", newSecret.Problem, StringComparison.Ordinal);
        Assert.Equal(
            (key.Id, secret.Id),
            (
                (await RowAsync(SecretField.PrivateKey)).Id,
                (await RowAsync(SecretField.ClientSecret)).Id
            )
        );
    }

    [Fact]
    public async Task A_new_client_secret_is_proved_then_used_and_the_former_one_is_destroyed()
    {
        var registration = GitHub.FindApp((await Trip.AppAsync()).Slug)!;
        var before = await RowAsync(SecretField.ClientSecret);
        var fresh = new string('a', 40);
        registration.ClientSecrets.Add(fresh);

        var done = await ClientSecretAsync($" {fresh}\n");

        Assert.Null(done.Problem);
        Assert.Equal(done.Fingerprint, (await RowAsync(SecretField.ClientSecret)).Fingerprint);
        await AssertDestroyedAsync(before);
    }

    [Theory]
    [InlineData("", "not a client secret")]
    [InlineData("two words that are long enough", "not a client secret")]
    [InlineData("0123456789012345678901234567890123456789", "does not accept this client secret")]
    public async Task A_client_secret_that_is_none_or_is_refused_changes_nothing(
        string given,
        string sentence
    )
    {
        var before = await RowAsync(SecretField.ClientSecret);

        var done = await ClientSecretAsync(given);

        Assert.Contains(sentence, done.Problem, StringComparison.Ordinal);
        Assert.Equal(before.Id, (await RowAsync(SecretField.ClientSecret)).Id);
    }

    private async Task<Replacement> KeyAsync(string pem) =>
        await Trip
            .Doors.Get<ReplacePrivateKey>()
            .RunAsync((await Trip.AppAsync()).Id, new SecretText(pem), Doors.Actor, Stop);

    private async Task<Replacement> ClientSecretAsync(string secret) =>
        await Trip
            .Doors.Get<ReplaceClientSecret>()
            .RunAsync((await Trip.AppAsync()).Id, new SecretText(secret), Doors.Actor, Stop);

    private async Task<Portal.Data.Secret> RowAsync(SecretField field)
    {
        var app = await Trip.AppAsync();
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Secrets.AsNoTracking()
            .SingleAsync(row => row.OwnerId == app.Id && row.Field == field, Stop);
    }

    /// <summary>Its ciphertext is nowhere in the database's files, once the log could be emptied.</summary>
    private async Task AssertDestroyedAsync(Portal.Data.Secret row)
    {
        await Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db.CleanAsync(Stop) == Cleaning.Overwritten;
            },
            done => done
        );
        foreach (var file in Directory.GetFiles(Trip.Portal.DataDirectory, $"{Sqlite.FileName}*"))
        {
            await using var open = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite
            );
            using var bytes = new MemoryStream();
            await open.CopyToAsync(bytes, Stop);
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(row.Ciphertext));
        }
    }

    private async Task<Connection> CheckAsync()
    {
        await Trip.Doors.Get<CheckConnection>().RunAsync(Trip.ConnectionId, Stop);
        return await Trip.ConnectionAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
