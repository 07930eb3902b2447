using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Secrets;

/// <summary>
/// The certificate that encrypts the key ring: the configured one, or one that the portal makes for itself in its data
/// folder on first start.
/// </summary>
public sealed class KeyRingCertificate
{
    private KeyRingCertificate(X509Certificate2 certificate, bool beside)
    {
        Certificate = certificate;
        BesideDatabase = beside;
    }

    internal X509Certificate2 Certificate { get; }

    /// <summary>True when the key lies in the data folder: it protects backups of the database, not a stolen disk.</summary>
    public bool BesideDatabase { get; }

    /// <summary>SHA-256 of the certificate, in hexadecimal.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public DateTimeOffset ExpiresAt => new(Certificate.NotAfter);

    /// <summary>Loads or makes the certificate.</summary>
    /// <exception cref="InvalidOperationException">With a sentence that says which setting to correct, and how.</exception>
    internal static KeyRingCertificate Load(
        IConfiguration configuration,
        string dataFolder,
        TimeProvider time
    )
    {
        var path = configuration["DataProtection:Certificate"];
        if (!string.IsNullOrWhiteSpace(path))
        {
            return new KeyRingCertificate(
                Read(path, configuration["DataProtection:Password"]),
                beside: false
            );
        }

        var own = Path.Combine(dataFolder, "keyring.pfx");
        if (!File.Exists(own))
        {
            Make(own, time.GetUtcNow());
        }

        return new KeyRingCertificate(Read(own, password: null), beside: true);
    }

    private static X509Certificate2 Read(string path, string? password)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
                ? X509Certificate2.CreateFromPemFile(path)
                : X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (Exception failure)
            when (failure is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"Set DataProtection:Certificate to a readable PKCS#12 file (with DataProtection:Password if it has one) or a PEM file of a certificate and its key. {path} cannot be read: {failure.Message}"
            );
        }

        if (certificate.GetRSAPrivateKey() is null)
        {
            throw new InvalidOperationException(
                $"Set DataProtection:Certificate to a certificate with an RSA private key. {path} has none."
            );
        }

        return certificate;
    }

    private static void Make(string path, DateTimeOffset now)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest(
            "CN=Portal key ring",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));
        var temporary = path + ".new";
        using (
            var file = new FileStream(
                temporary,
                OperatingSystem.IsWindows()
                    ? new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }
                    : new FileStreamOptions
                    {
                        Mode = FileMode.Create,
                        Access = FileAccess.Write,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
            )
        )
        {
            file.Write(certificate.Export(X509ContentType.Pkcs12));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
    }
}
