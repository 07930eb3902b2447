using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Tls;

/// <summary>
/// A company's certificate authority, root and intermediate, that issues what a sandbox presents. It lives as long as the
/// process; clients trust <see cref="RootPem"/>.
/// </summary>
public sealed class PrivateAuthority : IDisposable
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromDays(90);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;
    private readonly DateTimeOffset _now;

    public PrivateAuthority(TimeProvider time)
    {
        _now = time.GetUtcNow();
        _root = Authority("Sandbox root authority", null, _lifetime * 3);
        _intermediate = Authority("Sandbox intermediate authority", _root, _lifetime * 2);
    }

    /// <summary>What an administrator would paste as the company's private authority.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>The certificates for these hosts, one for each way to present them.</summary>
    public Func<Presentation, SslStreamCertificateContext> Issue(params string[] hosts)
    {
        var all = new Dictionary<Presentation, SslStreamCertificateContext>
        {
            [Presentation.Good] = Chain(Leaf(hosts, _now + _lifetime), [_intermediate]),
            [Presentation.WithoutIntermediate] = Chain(Leaf(hosts, _now + _lifetime), []),
            [Presentation.Expired] = Chain(Leaf(hosts, _now.AddDays(-1)), [_intermediate]),
            [Presentation.WrongName] = Chain(
                Leaf(["another.sandbox.example"], _now + _lifetime),
                [_intermediate]
            ),
        };
        return presentation => all[presentation];
    }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }

    private static SslStreamCertificateContext Chain(
        X509Certificate2 leaf,
        X509Certificate2Collection more
    ) => SslStreamCertificateContext.Create(leaf, more, offline: true);

    private X509Certificate2 Authority(string name, X509Certificate2? issuer, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
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
        return Sign(request, key, issuer, _now + lifetime);
    }

    private X509Certificate2 Leaf(IEnumerable<string> hosts, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        return Sign(request, key, _intermediate, until);
    }

    private X509Certificate2 Sign(
        CertificateRequest request,
        ECDsa key,
        X509Certificate2? issuer,
        DateTimeOffset until
    )
    {
        var from = _now.AddDays(-3);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, until);
        }

        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                issuer,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false
            )
        );
        using var signed = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }
}
