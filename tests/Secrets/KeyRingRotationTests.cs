using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Secrets;

/// <summary>Another certificate protects the key ring; proven by a portal that starts without the old one.</summary>
public sealed class KeyRingRotationTests : IDisposable
{
    private const string Setting = "DataProtection:Certificate";
    private const string Previous = "DataProtection:PreviousCertificates:0";
    private const string PauseAt = "PORTAL_PAUSE_AT";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_secrets_are_used_without_the_portals_own_certificate_after_kills_on_the_way_to_another()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        var before = await RowsAsync(trip);
        var (certificate, thumbprint) = Make("first");

        // While the portal starts: before anything is served.
        foreach (var point in new[] { "key-ring-fresh-key", "key-ring-rewrapped" })
        {
            await trip.Portal.Kill9Async();
            var starting = trip.Portal.RestartAsync(
                new Dictionary<string, string?> { [Setting] = certificate, [PauseAt] = point }
            );
            await trip.Portal.WaitUntilPausedAsync(point);
            await trip.Portal.Kill9Async();
            Assert.NotNull(await Record.ExceptionAsync(() => starting));
        }

        // While it serves.
        await trip.Portal.RestartAsync(
            new Dictionary<string, string?> { [PauseAt] = "secrets-encrypted-again" }
        );
        await trip.Portal.WaitUntilPausedAsync("secrets-encrypted-again");
        await trip.Portal.RestartAsync(new Dictionary<string, string?> { [PauseAt] = null });
        await DoneAsync(trip, certificate, thumbprint);
        File.Delete(Path.Combine(trip.Portal.DataDirectory, "keyring.pfx"));

        await trip.Portal.RestartAsync();

        await AssertUsableAsync(trip);
        var after = await RowsAsync(trip);
        Assert.Equal(before.Select(row => row.Id).Order(), after.Select(row => row.Id).Order());
        var closed = before.ToDictionary(row => row.Id, row => row.Ciphertext);
        Assert.All(after, row => Assert.NotEqual(KeyOf(closed[row.Id]), KeyOf(row.Ciphertext)));
        Assert.False(File.Exists(Path.Combine(trip.Portal.DataDirectory, "keyring.pfx")));
        // A fresh key once, and not once for every start.
        Assert.Equal(2, await KeysAsync(trip));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_configured_certificate_gives_way_to_another_and_sign_ins_of_before_end(
        bool onPostgres
    )
    {
        var (first, _) = Make("first");
        var (second, thumbprint) = Make("second");
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?>
            {
                [Setting] = first,
                ["Portal:Database"] = onPostgres ? await SharedPostgres.NewDatabaseAsync() : null,
            },
            "globex"
        );

        await trip.Portal.RestartAsync(
            new Dictionary<string, string?> { [Setting] = second, [Previous] = first }
        );
        await DoneAsync(trip, second, thumbprint);
        using (var again = new PortalClient(trip.Portal))
        {
            await again.SignInAsync();
            var between = await again.GetAsync("settings");
            Assert.Contains("can be taken out", between.Words, StringComparison.Ordinal);
        }

        await trip.Portal.RestartAsync(new Dictionary<string, string?> { [Previous] = null });

        await AssertUsableAsync(trip);
        Assert.True((await trip.Browser.GetAsync("settings")).IsRedirect);
        await trip.Browser.SignInAsync();
        var page = await trip.Browser.GetAsync("settings");
        Assert.Contains(thumbprint, page.Words, StringComparison.Ordinal);
        Assert.Contains("all under the newest key", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_never_was_another_certificate_nothing_is_said_of_a_former_one()
    {
        await using var trip = await Trip.BeginAsync();

        var page = await trip.Browser.GetAsync("settings");

        Assert.Contains("Certificate in use", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("former certificate", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_replaced_while_the_portal_serves_takes_over_and_no_delivery_is_lost()
    {
        var (first, former) = Make("first");
        var (second, thumbprint) = Make("second");
        var used = Path.Combine(_folder, "used.pem");
        File.Copy(first, used);
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?> { [Setting] = used },
            "globex"
        );
        var before = await RowsAsync(trip);
        File.WriteAllText(used, "half a file");
        await trip.Portal.WaitForLineAsync("certificate of before stays in use");
        var page = await trip.Browser.GetAsync("settings");
        Assert.Contains("is not used", page.Words, StringComparison.Ordinal);
        Assert.Contains(former, page.Words, StringComparison.Ordinal);
        Assert.Equal(202, await new Signed("ping", "{}").PostAsync(trip));

        File.Copy(second, used, overwrite: true);
        var done = DoneAsync(trip, second, thumbprint);
        do
        {
            var said = $$"""{"zen":"{{Guid.NewGuid()}}"}""";
            Assert.Equal(202, await new Signed("ping", said).PostAsync(trip));
        } while (!done.IsCompleted);
        await done;

        await AssertUsableAsync(trip);
        Assert.All(
            await RowsAsync(trip),
            row =>
                Assert.DoesNotContain(before, old => KeyOf(old.Ciphertext) == KeyOf(row.Ciphertext))
        );
        Assert.True((await trip.Browser.GetAsync("settings")).IsRedirect);
        // Nothing of it was only in memory.
        await trip.Portal.RestartAsync();
        await AssertUsableAsync(trip);
    }

    [Fact]
    public async Task What_an_earlier_version_encrypted_with_Data_Protections_own_means_is_opened()
    {
        await using var trip = await Trip.ConnectedAsync(organization: "globex");
        await trip.Portal.Kill9Async();
        var (ours, theirs) = (
            typeof(KeyRingDecryptor).AssemblyQualifiedName!,
            typeof(EncryptedXmlDecryptor).AssemblyQualifiedName!
        );
        await using (var db = await trip.Doors.OpenAsync())
        {
            var changed = await db
                .KeyRing.Where(row => row.Xml.Contains(ours))
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(row => row.Xml, row => row.Xml.Replace(ours, theirs)),
                    Stop
                );
            Assert.Equal(1, changed);
        }

        await trip.Portal.RestartAsync();

        await AssertUsableAsync(trip);
        Assert.False((await trip.Browser.GetAsync("settings")).IsRedirect);
    }

    [Fact]
    public async Task Without_the_former_certificate_the_portal_says_which_is_missing_and_takes_it_back()
    {
        var (first, missing) = Make("first");
        var (second, thumbprint) = Make("second");
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?> { [Setting] = first },
            "globex"
        );
        var before = await RowsAsync(trip);

        await trip.Portal.RestartAsync(new Dictionary<string, string?> { [Setting] = second });

        await trip.Portal.WaitForLineAsync($"certificate {missing}, which this portal does not");
        await trip.Browser.SignInAsync();
        var page = await trip.Browser.GetAsync("settings");
        Assert.Contains("Missing certificate", page.Words, StringComparison.Ordinal);
        Assert.Contains(missing, page.Words, StringComparison.Ordinal);
        Assert.Equal(
            before.Select(row => Convert.ToHexString(row.Ciphertext)).Order(),
            (await RowsAsync(trip)).Select(row => Convert.ToHexString(row.Ciphertext)).Order()
        );
        await trip.Portal.RestartAsync(new Dictionary<string, string?> { [Previous] = first });
        await DoneAsync(trip, second, thumbprint);
        await trip.Portal.RestartAsync(new Dictionary<string, string?> { [Previous] = null });
        await AssertUsableAsync(trip);
    }

    /// <summary>The portal's own worker signs a request with the key; a delivery is verified.</summary>
    private static async Task AssertUsableAsync(Trip trip)
    {
        await using (var db = await trip.Doors.OpenAsync())
        {
            await db.Connections.ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.CheckWanted, true)
                        .SetProperty(row => row.CheckedAt, (DateTimeOffset?)null),
                Stop
            );
        }

        var connection = await Until.SeenAsync(
            () => trip.ConnectionAsync(),
            row => row.CheckedAt is not null
        );
        Assert.Equal(
            (ResourceState.Available, null),
            (connection.State, connection.Reason?.ToString())
        );
        Assert.Equal(202, await new Signed("ping", "{}").PostAsync(trip));
    }

    private static async Task DoneAsync(Trip trip, string certificate, string thumbprint)
    {
        await using var doors = Doors.To(
            trip.Portal.DataDirectory,
            trip.Portal.Url,
            new Dictionary<string, string?>
            {
                [Setting] = certificate,
                ["Portal:Database"] = trip.Portal.Database,
            }
        );
        await Until.SeenAsync(
            () => doors.Get<RotateKeyRing>().StatusAsync(Stop),
            status =>
                status.Waiting == 0
                && status.Certificates.All(one => one.Present && one.Thumbprint == thumbprint)
        );
    }

    private static async Task<List<Portal.Data.Secret>> RowsAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        var rows = await db.Secrets.AsNoTracking().ToListAsync(Stop);
        Assert.NotEmpty(rows);
        return rows;
    }

    private static async Task<int> KeysAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db.KeyRing.CountAsync(row => row.Xml.Contains("encryptedSecret"), Stop);
    }

    private static string KeyOf(byte[] ciphertext) => Convert.ToHexString(ciphertext[4..20]);

    private (string Path, string Thumbprint) Make(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            $"CN={name}",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var path = Path.Combine(_folder, $"{name}.pem");
        File.WriteAllText(
            path,
            $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"
        );
        return (path, certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
