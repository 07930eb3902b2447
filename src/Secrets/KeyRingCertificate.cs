using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Portal.Secrets;

/// <summary>
/// The certificate that encrypts the key ring: the configured one, or one that the portal makes for itself in its data
/// folder on first start. Former ones still open what they encrypted. Settings and files may change while the portal runs.
/// </summary>
public sealed class KeyRingCertificate
{
    private const string Setting = "DataProtection:Certificate";

    private readonly IConfiguration _configuration;
    private readonly string _own;
    private Loaded _now;
    private string _stamp;

    private KeyRingCertificate(IConfiguration configuration, string own)
    {
        (_configuration, _own) = (configuration, own);
        _stamp = Stamp();
        _now = Read();
    }

    internal X509Certificate2 Certificate => _now.Certificate;

    /// <summary>True when the key lies in the data folder: it protects backups of the database, not a stolen disk.</summary>
    public bool BesideDatabase => _now.BesideDatabase;

    /// <summary>SHA-256 of the certificate, in hexadecimal.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public DateTimeOffset ExpiresAt => new(Certificate.NotAfter);

    /// <summary>Why what is configured now could not be read, in a sentence; then the certificate of before stays in use.</summary>
    public string? Problem { get; private set; }

    /// <summary>A certificate of before is configured, or was when this process began.</summary>
    internal bool HasFormer =>
        _now.Previous.Any(one => one.Thumbprint != _now.Certificate.Thumbprint);

    /// <summary>Whether the key of this certificate, named by its SHA-256, is here.</summary>
    internal bool Opens(string thumbprint) =>
        All.Any(one => one.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint);

    internal IEnumerable<X509Certificate2> All => _now.Previous.Append(_now.Certificate);

    /// <summary>Opens an element that any of the certificates encrypted.</summary>
    internal XElement Open(XElement encrypted)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().UnprotectKeysWithAnyCertificate([.. All]);
        using var provider = services.BuildServiceProvider();
        return new EncryptedXmlDecryptor(provider).Decrypt(encrypted);
    }

    /// <summary>Loads or makes the certificate.</summary>
    /// <exception cref="InvalidOperationException">With a sentence that says which setting to correct, and how.</exception>
    internal static KeyRingCertificate Load(
        IConfiguration configuration,
        string dataFolder,
        TimeProvider time
    )
    {
        var own = Path.Combine(dataFolder, "keyring.pfx");
        if (string.IsNullOrWhiteSpace(configuration[Setting]) && !File.Exists(own))
        {
            Make(own, time.GetUtcNow());
        }

        return new KeyRingCertificate(configuration, own);
    }

    /// <summary>
    /// Looks whether settings or files have changed. True when another certificate is in use now; the former one still opens
    /// what it encrypted, as long as this process lives.
    /// </summary>
    internal bool Reload()
    {
        var stamp = Stamp();
        if (stamp == _stamp)
        {
            return false;
        }

        _stamp = stamp;
        try
        {
            var (before, fresh) = (_now, Read());
            Problem = null;
            _now = fresh with
            {
                Previous = [.. fresh.Previous, .. before.Previous, before.Certificate],
            };
            return fresh.Certificate.Thumbprint != before.Certificate.Thumbprint;
        }
        catch (InvalidOperationException unreadable)
        {
            Problem = unreadable.Message;
            return false;
        }
    }

    private IEnumerable<IConfigurationSection> FormerSettings =>
        _configuration
            .GetSection("DataProtection:PreviousCertificates")
            .GetChildren()
            .Where(setting => !string.IsNullOrWhiteSpace(setting.Value));

    /// <summary>What is configured, and when the files were written.</summary>
    private string Stamp() =>
        string.Join(
            '\n',
            FormerSettings
                .Select(setting => setting.Value!)
                .Append(_configuration[Setting] is { Length: > 0 } path ? path : _own)
                .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")
        );

    private Loaded Read()
    {
        var previous = FormerSettings
            .Select(setting =>
                Read(
                    setting.Path,
                    setting.Value!,
                    $"DataProtection:PreviousPasswords:{setting.Key}"
                )
            )
            .ToList();
        if (_configuration[Setting] is not { } path || string.IsNullOrWhiteSpace(path))
        {
            return new Loaded(Read(Setting, _own, password: null), BesideDatabase: true, previous);
        }

        if (File.Exists(_own))
        {
            // The portal's own was used before: nobody has to name it.
            previous.Add(Read("DataProtection:PreviousCertificates:0", _own, password: null));
        }

        return new Loaded(
            Read(Setting, path, "DataProtection:Password"),
            BesideDatabase: false,
            previous
        );

        X509Certificate2 Read(string setting, string path, string? password) =>
            KeyRingCertificate.Read(
                setting,
                path,
                password,
                password is null ? null : _configuration[password]
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

    private sealed record Loaded(
        X509Certificate2 Certificate,
        bool BesideDatabase,
        IReadOnlyList<X509Certificate2> Previous
    );
}
