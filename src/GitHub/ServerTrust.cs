using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.GitHub;

/// <summary>
/// Checks a server's certificate against the system's authorities and the network's, or against the one that an administrator
/// pinned to the host. Nothing switches the check off.
/// </summary>
internal sealed class ServerTrust(string? caCertificates, string? pinned, CallTrace? trace)
{
    // The certificate must be one for servers (TLS server authentication).
    private static readonly Oid s_forServers = new("1.3.6.1.5.5.7.3.1");
    private readonly X509Certificate2Collection _own = Read(caCertificates);

    /// <summary>
    /// How the system judges first. A missing intermediate is not fetched from the address that the certificate names: that
    /// call would bypass the host's network.
    /// </summary>
    public static X509ChainPolicy SystemPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(s_forServers);
        return policy;
    }

    public bool Check(
        object sender,
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors
    )
    {
        if (
            certificate is not X509Certificate2 server
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
        )
        {
            throw Refuse(CertificateProblem.Missing, "The server showed no certificate.");
        }

        var sent = Sent(server, chain);
        trace?.Certificates = string.Join('\n', sent.Select(one => one.ExportCertificatePem()));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw Refuse(
                CertificateProblem.WrongName,
                $"The server's certificate is for another name: {CertificateFacts.NamesOf(server)}."
            );
        }

        if (
            pinned is not null
            && CertificateFacts.FingerprintOf(server) is var shown
            && shown != pinned
        )
        {
            throw Refuse(
                CertificateProblem.NotThePinned,
                $"The server shows another certificate (SHA-256 {shown}) than the one that is pinned ({pinned})."
            );
        }

        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        using var own = new X509Chain();
        own.ChainPolicy = SystemPolicy();
        own.ChainPolicy.ExtraStore.AddRange(_own);
        own.ChainPolicy.ExtraStore.AddRange(sent);
        if (pinned is not null || _own.Count > 0)
        {
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(_own);
        }

        if (pinned is not null)
        {
            // Its fingerprint stands for an authority; dates and purpose still count.
            own.ChainPolicy.VerificationFlags =
                X509VerificationFlags.AllowUnknownCertificateAuthority;
        }

        return own.Build(server) ? true : throw Explain(server, sent, own.ChainStatus);
    }

    private AuthenticationException Explain(
        X509Certificate2 server,
        X509Certificate2Collection sent,
        X509ChainStatus[] statuses
    )
    {
        var flags = statuses.Aggregate(
            X509ChainStatusFlags.NoError,
            (all, status) => all | status.Status
        );
        var names = CertificateFacts.NamesOf(server);
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            // Some certificate of the chain is outside its dates: the server's own, or one that signed it.
            var late = sent.FirstOrDefault(one => !CertificateFacts.IsCurrent(one)) ?? server;
            var early = late.NotBefore > TimeProvider.System.GetLocalNow().DateTime;
            return Refuse(
                early ? CertificateProblem.NotYetValid : CertificateProblem.Expired,
                early
                    ? $"The server's certificate ({CertificateFacts.NamesOf(late)}) is valid only from {late.NotBefore.ToUniversalTime():d MMMM yyyy HH:mm} UTC."
                    : $"The server's certificate ({CertificateFacts.NamesOf(late)}) expired on {late.NotAfter.ToUniversalTime():d MMMM yyyy HH:mm} UTC."
            );
        }

        if (
            flags.HasFlag(X509ChainStatusFlags.PartialChain)
            && server.Issuer != server.Subject
            && !sent.Concat(_own).Any(one => one.Subject == server.Issuer)
        )
        {
            return Refuse(
                CertificateProblem.IncompleteChain,
                $"The server's certificate ({names}) is not trusted: it was signed by {server.Issuer}, whose certificate the server does not send and this portal does not know."
            );
        }

        if (
            flags.HasFlag(X509ChainStatusFlags.PartialChain)
            || flags.HasFlag(X509ChainStatusFlags.UntrustedRoot)
        )
        {
            var root = sent.LastOrDefault() ?? server;
            return Refuse(
                CertificateProblem.UntrustedAuthority,
                server.Issuer == server.Subject
                    ? $"The server's certificate ({names}) is not trusted: it signed itself."
                    : $"The server's certificate ({names}) is not trusted: neither the system nor the host's network trusts the authority {root.Issuer}."
            );
        }

        return Refuse(
            CertificateProblem.Unusable,
            $"The server's certificate ({names}) is not trusted: {string.Join(" ", statuses.Select(status => status.StatusInformation.Trim()))}"
        );
    }

    private AuthenticationException Refuse(CertificateProblem problem, string sentence)
    {
        trace?.Problem = problem;
        return new AuthenticationException(sentence);
    }

    /// <summary>The server's certificate, and after it what the server sent to prove it.</summary>
    private static X509Certificate2Collection Sent(X509Certificate2 server, X509Chain? chain)
    {
        var sent = new X509Certificate2Collection(server);
        foreach (var one in chain?.ChainPolicy.ExtraStore ?? [])
        {
            if (!one.RawDataMemory.Span.SequenceEqual(server.RawDataMemory.Span))
            {
                sent.Add(one);
            }
        }

        return sent;
    }

    private static X509Certificate2Collection Read(string? pem)
    {
        var certificates = new X509Certificate2Collection();
        if (pem is not null)
        {
            certificates.ImportFromPem(pem);
        }

        return certificates;
    }
}
