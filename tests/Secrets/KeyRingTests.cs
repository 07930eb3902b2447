using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Secrets;

/// <summary>The certificate that encrypts the key ring, and what lies in the data folder.</summary>
public sealed class KeyRingTests : IDisposable
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_key_ring_is_encrypted_and_the_files_are_their_owners_only()
    {
        await using var portal = await QuietPortal.StartAsync();
        await using var db = await portal.Doors.OpenAsync();
        portal
            .Doors.Get<SecretStore>()
            .Put(db, Guid.NewGuid(), SecretField.WebhookSecret, SecretText.Random());

        var ring = await db.KeyRing.Select(row => row.Xml).ToListAsync(Stop);

        var xml = Assert.Single(ring);
        Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
        Assert.True(portal.Doors.Get<KeyRingCertificate>().BesideDatabase);
        foreach (var file in Directory.GetFiles(portal.Folder))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(file)
                );
            }
        }

        Assert.Contains(
            Path.Combine(portal.Folder, "keyring.pfx"),
            Directory.GetFiles(portal.Folder)
        );
    }

    [Fact]
    public void The_portals_own_certificate_is_made_once()
    {
        var first = Load(path: null);
        var second = Load(path: null);

        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.True(first.BesideDatabase);
        Assert.True(first.ExpiresAt > TimeProvider.System.GetUtcNow().AddYears(10));
    }

    [Fact]
    public void A_configured_certificate_is_used_from_PEM_and_from_PKCS12_with_a_password()
    {
        using var certificate = Make();
        using var key = certificate.GetRSAPrivateKey()!;
        var pem = Write(
            "own.pem",
            $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"
        );
        var pfx = Path.Combine(_folder, "own.pfx");
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, "hunter2"));

        var fromPem = Load(pem);
        var fromPfx = Load(pfx, "hunter2");

        Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256), fromPem.Thumbprint);
        Assert.Equal(fromPem.Thumbprint, fromPfx.Thumbprint);
        Assert.False(fromPem.BesideDatabase);
        Assert.False(File.Exists(Path.Combine(_folder, "keyring.pfx")));
    }

    [Theory]
    [InlineData("missing.pfx", "cannot be read")]
    [InlineData("missing.pem", "cannot be read")]
    [InlineData("garbage.pfx", "cannot be read")]
    [InlineData("garbage.pem", "cannot be read")]
    [InlineData("locked.pfx", "cannot be read")]
    [InlineData("no-key.pem", "cannot be read")]
    [InlineData("elliptic.pem", "RSA private key")]
    public void A_certificate_that_cannot_be_used_stops_the_start_with_a_sentence(
        string name,
        string sentence
    )
    {
        using var certificate = Make();
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("garbage.pfx", "garbage");
        Write("garbage.pem", "garbage");
        Write("no-key.pem", certificate.ExportCertificatePem());
        File.WriteAllBytes(
            Path.Combine(_folder, "locked.pfx"),
            certificate.Export(X509ContentType.Pkcs12, "hunter2")
        );
        using var small = new CertificateRequest(
            "CN=x",
            elliptic,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(s_now.AddDays(-1), s_now.AddDays(1));
        Write(
            "elliptic.pem",
            $"{small.ExportCertificatePem()}\n{elliptic.ExportPkcs8PrivateKeyPem()}\n"
        );

        var refusal = Assert.Throws<InvalidOperationException>(() =>
            Load(Path.Combine(_folder, name), "wrong")
        );

        Assert.StartsWith(
            "Set DataProtection:Certificate to",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    private KeyRingCertificate Load(string? path, string? password = null) =>
        KeyRingCertificate.Load(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["DataProtection:Certificate"] = path,
                        ["DataProtection:Password"] = password,
                    }
                )
                .Build(),
            _folder,
            TimeProvider.System
        );

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(
            "CN=Portal",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(s_now.AddDays(-1), s_now.AddDays(1));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
