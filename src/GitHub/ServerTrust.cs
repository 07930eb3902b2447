using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.GitHub;

/// <summary>Checks a server's certificate against the system's authorities and those that an administrator added to the host.</summary>
internal static class ServerTrust
{
    public static RemoteCertificateValidationCallback With(string? caCertificates)
    {
        var own = new X509Certificate2Collection();
        if (caCertificates is not null)
        {
            own.ImportFromPem(caCertificates);
        }

        return (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            if (
                certificate is not X509Certificate2 server
                || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
            )
            {
                throw new AuthenticationException("The server showed no certificate.");
            }

            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                throw new AuthenticationException(
                    $"The server's certificate is for another name: {Names(server)}."
                );
            }

            using var ownChain = new X509Chain();
            ownChain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            // The certificate must be one for servers (TLS server authentication).
            ownChain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
            ownChain.ChainPolicy.ExtraStore.AddRange(own);
            foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            {
                ownChain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            if (own.Count > 0)
            {
                ownChain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                ownChain.ChainPolicy.CustomTrustStore.AddRange(own);
            }

            return ownChain.Build(server)
                ? true
                : throw new AuthenticationException(
                    $"The server's certificate ({Names(server)}) is not trusted: {string.Join(" ", ownChain.ChainStatus.Select(status => status.StatusInformation.Trim()))}"
                );
        };
    }

    private static string Names(X509Certificate2 certificate) =>
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
