using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Tests.Harness;

/// <summary>A private certificate authority, as a company has one, and the certificates that it issues for this machine.</summary>
public sealed class TestCertificates : IDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(90);
    private static readonly string[] s_thisMachine = ["localhost", "127.0.0.1", "127.0.0.2"];
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-ca-").FullName;
    private readonly List<TestCertificate> _issued = [];
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public TestCertificates(string name = "Portal test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false)
        );
        Authority = request.CreateSelfSigned(_now.AddDays(-1), _now + s_lifetime);
        AuthorityFile = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(AuthorityFile, AuthorityPem);
    }

    public X509Certificate2 Authority { get; }

    /// <summary>What an administrator would paste as the company's private authority.</summary>
    public string AuthorityPem => Authority.ExportCertificatePem();

    public string AuthorityFile { get; }

    /// <summary>Issues a certificate for names and addresses; for this machine's own when none are given.</summary>
    public TestCertificate Issue(params string[] names) =>
        Issue(_now.AddDays(-1), _now + s_lifetime - TimeSpan.FromDays(1), names);

    public TestCertificate Issue(DateTimeOffset from, DateTimeOffset to, params string[] names)
    {
        var subjects = names.Length > 0 ? names : s_thisMachine;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subjects[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var subject in subjects)
        {
            if (IPAddress.TryParse(subject, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(subject);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension(
                [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")],
                critical: false
            )
        );
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                Authority,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false
            )
        );
        using var signed = request.Create(Authority, from, to, RandomNumberGenerator.GetBytes(16));
        var issued = new TestCertificate(
            signed.CopyWithPrivateKey(key),
            Path.Combine(_folder, $"{_issued.Count}.pem"),
            Path.Combine(_folder, $"{_issued.Count}.key")
        );
        _issued.Add(issued);
        return issued;
    }

    public void Dispose()
    {
        _issued.ForEach(certificate => certificate.Certificate.Dispose());
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A certificate with its key, in memory and as PEM files.</summary>
public sealed record TestCertificate
{
    internal TestCertificate(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        Certificate = certificate;
        CertificateFile = certificateFile;
        KeyFile = keyFile;
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    public string CertificatePem => Certificate.ExportCertificatePem();
}
