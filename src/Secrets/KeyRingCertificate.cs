using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Secrets;

/// <summary>
/// The certificate that encrypts the key ring: the configured one, or one that the portal makes for itself in its data
/// folder on first start. Former ones still open what they encrypted.
/// </summary>
public sealed class KeyRingCertificate
{
    private KeyRingCertificate(
        X509Certificate2 certificate,
        bool beside,
        IReadOnlyList<X509Certificate2> previous
    )
    {
        Certificate = certificate;
        BesideDatabase = beside;
        Previous = previous;
    }

    internal X509Certificate2 Certificate { get; }

    internal IReadOnlyList<X509Certificate2> Previous { get; }

    /// <summary>True when the key lies in the data folder: it protects backups of the database, not a stolen disk.</summary>
    public bool BesideDatabase { get; }

    /// <summary>SHA-256 of the certificate, in hexadecimal.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public DateTimeOffset ExpiresAt => new(Certificate.NotAfter);

    /// <summary>Whether the key of this certificate, named by its SHA-256, is here.</summary>
    internal bool Opens(string thumbprint) =>
        Previous
            .Append(Certificate)
            .Any(one => one.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint);

    /// <summary>Loads or makes the certificate.</summary>
    /// <exception cref="InvalidOperationException">With a sentence that says which setting to correct, and how.</exception>
    internal static KeyRingCertificate Load(
        IConfiguration configuration,
        string dataFolder,
        TimeProvider time
    )
    {
        var previous = configuration
            .GetSection("DataProtection:PreviousCertificates")
            .GetChildren()
            .Where(setting => !string.IsNullOrWhiteSpace(setting.Value))
            .Select(setting =>
                Read(
                    setting.Path,
                    setting.Value!,
                    $"DataProtection:PreviousPasswords:{setting.Key}"
                )
            )
            .ToList();
        var own = Path.Combine(dataFolder, "keyring.pfx");
        if (configuration["DataProtection:Certificate"] is { } path && path.Trim().Length > 0)
        {
            if (File.Exists(own))
            {
                // The portal's own was used before: nobody has to name it.
                previous.Add(Read("DataProtection:PreviousCertificates:0", own, password: null));
            }

            return new KeyRingCertificate(
                Read("DataProtection:Certificate", path, "DataProtection:Password"),
                beside: false,
                previous
            );
        }

        if (!File.Exists(own))
        {
            Make(own, time.GetUtcNow());
        }

        return new KeyRingCertificate(
            Read("DataProtection:Certificate", own, password: null),
            beside: true,
            previous
        );

        X509Certificate2 Read(string setting, string path, string? password) =>
            KeyRingCertificate.Read(
                setting,
                path,
                password,
                password is null ? null : configuration[password]
            );
    }

    private static X509Certificate2 Read(
        string setting,
        string path,
        string? passwordSetting,
        string? password
    )
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
                $"Set {setting} to a readable PKCS#12 file{(passwordSetting is null ? "" : $" (with {passwordSetting} if it has one)")} or a PEM file of a certificate and its key. {path} cannot be read: {failure.Message}"
            );
        }

        if (certificate.GetRSAPrivateKey() is null)
        {
            throw new InvalidOperationException(
                $"Set {setting} to a certificate with an RSA private key. {path} has none."
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
