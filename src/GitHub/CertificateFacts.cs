using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.GitHub;

/// <summary>What a page tells about a certificate.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, in lower-case hexadecimal.</param>
public sealed record CertificateFacts(
    string Subject,
    string Names,
    string Issuer,
    string Fingerprint,
    DateTimeOffset From,
    DateTimeOffset Until,
    bool IsAuthority,
    string Pem
)
{
    /// <summary>Reads certificates in PEM, in their order.</summary>
    public static IReadOnlyList<CertificateFacts> Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return [.. certificates.Select(Of)];
    }

    private static CertificateFacts Of(X509Certificate2 certificate) =>
        new(
            certificate.Subject,
            NamesOf(certificate),
            certificate.Issuer,
            FingerprintOf(certificate),
            new DateTimeOffset(certificate.NotBefore),
            new DateTimeOffset(certificate.NotAfter),
            certificate
                .Extensions.OfType<X509BasicConstraintsExtension>()
                .Any(constraints => constraints.CertificateAuthority),
            certificate.ExportCertificatePem()
        );

    internal static string FingerprintOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    internal static bool IsCurrent(X509Certificate2 certificate)
    {
        var now = TimeProvider.System.GetLocalNow().DateTime;
        return certificate.NotBefore <= now && now <= certificate.NotAfter;
    }

    /// <summary>The names and addresses that the certificate is for; its subject where it has none.</summary>
    internal static string NamesOf(X509Certificate2 certificate) =>
        string.Join(
            ", ",
            certificate
                .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names =>
                    names
                        .EnumerateDnsNames()
                        .Concat(names.EnumerateIPAddresses().Select(ip => ip.ToString()))
                )
                .DefaultIfEmpty(certificate.Subject)
        );
}
