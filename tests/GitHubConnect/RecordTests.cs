using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Traces;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>The record of a link: what it holds, where it comes from, and what never gets into it.</summary>
public sealed class RecordTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task The_record_is_shown_and_exported_item_by_item()
    {
        var link = await trip.EnabledAsync();
        Assert.Null(await AskAsync("sandbox", keep: false));
        await KeepTokenAsync();
        await trip.SeenAsync(row => row.SeatsUsed is not null);

        var record = await ExportAsync();

        Assert.Equal(link.Server.WebUrl, record.GetProperty("host_name").GetString());
        Assert.Equal("3.19.1", record.GetProperty("server_version").GetString());
        Assert.False(record.GetProperty("tls_configured").GetBoolean());
        Assert.Equal("globex", record.GetProperty("account").GetString());
        Assert.Equal("organization", record.GetProperty("account_kind").GetString());
        Assert.Equal(
            trip.Server.World.Enterprise.Name,
            record.GetProperty("customer_name").GetString()
        );
        Assert.Equal(64, record.GetProperty("license_hash").GetString()!.Length);
        Assert.StartsWith(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            record.GetProperty("license_public_key").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(50, record.GetProperty("seats_bought").GetInt32());
        Assert.Equal(
            trip.Server.World.Accounts.Values.Count(account => account.IsPerson),
            record.GetProperty("seats_used").GetInt32()
        );
        Assert.Equal("test", record.GetProperty("enabled_by").GetString());
        Assert.Equal("test", record.GetProperty("terms").GetProperty("by").GetString());
        var page = await trip.PageAsync("/record");
        Assert.Contains("of 50", page, StringComparison.Ordinal);
        Assert.Contains(
            "no repositories, issues",
            page.Replace("Never: repositories", "no repositories")
        );
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("exported the record", audit.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Until_it_is_told_what_is_not_known_is_said_to_be_unknown()
    {
        await trip.EnabledAsync();

        var record = await ExportAsync();

        Assert.Equal(JsonValueKind.Null, record.GetProperty("license_hash").ValueKind);
        Assert.Equal(JsonValueKind.Null, record.GetProperty("seats_used").ValueKind);
        var page = await trip.PageAsync("/record");
        Assert.Contains("the licence was not read", page, StringComparison.Ordinal);
        Assert.Contains("GitHub tells only site administrators", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_used_once_is_not_kept_and_no_other_secret_of_the_settings_is()
    {
        await trip.BegunAsync();

        Assert.Null(await AskAsync("sandbox", keep: false));

        Assert.Empty(await SecretsAsync());
        var secret = trip.Server.World.Secrets.All.Single(known =>
            known.Kind == "customer's secret key"
        );
        Assert.NotEmpty(await FindAsync("PUBLIC KEY BLOCK"));
        Assert.Empty(await FindAsync(secret.Text));
    }

    [Fact]
    public async Task A_password_that_is_kept_reads_the_licence_every_week()
    {
        await trip.EnabledAsync();
        Assert.Null(await AskAsync("sandbox", keep: true));
        Assert.Equal([SecretField.ManagePassword], await SecretsAsync());
        await SetAsync(row => row.SetProperty(link => link.LicenseHash, "old"));

        // Six days later nothing happens, eight days later it does.
        await SetAsync(row => row.SetProperty(link => link.RefreshedAt, Now.AddDays(-6)));
        await RefreshAsync();
        Assert.Equal("old", (await trip.LinkAsync()).LicenseHash);
        await SetAsync(row => row.SetProperty(link => link.RefreshedAt, Now.AddDays(-8)));
        await RefreshAsync();

        var link = await trip.LinkAsync();
        Assert.Equal(64, link.LicenseHash!.Length);
        Assert.Null(link.RefreshProblem);
    }

    [Fact]
    public async Task A_server_that_fails_the_weekly_reading_leaves_what_was_read_and_says_why()
    {
        await trip.EnabledAsync();
        Assert.Null(await AskAsync("sandbox", keep: true));
        var before = (await trip.LinkAsync()).LicenseHash;
        trip.Server.Faults.Add(new Fault("GET /manage", FaultKind.Status) { Status = 500 });

        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);
        await RefreshAsync();

        var link = await trip.LinkAsync();
        Assert.Equal(before, link.LicenseHash);
        Assert.Contains("500", link.RefreshProblem, StringComparison.Ordinal);
        Assert.Contains("Not all of it could be read", await trip.PageAsync("/record"));
    }

    [Theory]
    [InlineData("wrong", null, "refuses the user or the password")]
    [InlineData("sandbox", "https://evil.example.com:8443", "is a part of the server")]
    [InlineData("sandbox", "ghes", "is not an address")]
    [InlineData("sandbox", "http://127.0.0.1:1", "127.0.0.1:1")]
    public async Task What_goes_wrong_with_the_Manage_API_is_said_and_nothing_is_stored(
        string password,
        string? address,
        string sentence
    )
    {
        await trip.BegunAsync();

        var problem = await AskAsync(password, keep: true, address);

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.Null((await trip.LinkAsync()).LicenseReadAt);
        Assert.Empty(await SecretsAsync());
    }

    [Fact]
    public async Task Of_a_licence_file_only_hash_and_public_key_are_kept()
    {
        await trip.BegunAsync();
        const string key =
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n-----END PGP PUBLIC KEY BLOCK-----";
        var file = Encoding.UTF8.GetBytes($"metadata: only-in-the-file\n{key}\nsignature");

        Assert.Null(
            await trip
                .Trip.Doors.Get<ReadLicense>()
                .FromFileAsync(trip.LinkId, new MemoryStream(file), Doors.Actor, Stop)
        );

        var link = await trip.LinkAsync();
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)),
            link.LicenseHash
        );
        Assert.Equal(key, link.LicensePublicKey);
        Assert.Empty(await FindAsync("only-in-the-file"));
    }

    private Task<string?> AskAsync(string password, bool keep, string? address = null) =>
        trip
            .Trip.Doors.Get<ReadLicense>()
            .FromServerAsync(
                trip.LinkId,
                address ?? trip.Server.ManageUrl!.AbsoluteUri,
                "api_key",
                new SecretText(password),
                keep,
                Doors.Actor,
                Stop
            );

    private async Task KeepTokenAsync() =>
        Assert.Null(
            await trip
                .Trip.Doors.Get<KeepToken>()
                .RunAsync(
                    trip.LinkId,
                    LinkCredentialKind.ServerToken,
                    new SecretText(
                        trip.Server.World.MintPersonalToken(
                            trip.Server.World.FindAccount("octocat")!,
                            "site_admin"
                        ).Value
                    ),
                    Doors.Actor,
                    Stop
                )
        );

    private async Task<JsonElement> ExportAsync()
    {
        var answer = await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/record.json");
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(answer.Text);
    }

    private Task RefreshAsync() => trip.Trip.Doors.Get<RefreshLinks>().RunAsync(Stop);

    private async Task SetAsync(
        Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Link>> set
    )
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        await db.Links.Where(row => row.Id == trip.LinkId).ExecuteUpdateAsync(set, Stop);
    }

    private async Task<List<SecretField>> SecretsAsync()
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        return await db
            .Secrets.Where(row => row.OwnerId == trip.LinkId)
            .Select(row => row.Field)
            .ToListAsync(Stop);
    }

    private Task<List<string>> FindAsync(string text) =>
        Search.ForAsync(trip.Trip.Portal, [(text, Encoding.UTF8.GetBytes(text))]);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
