using System.Security.Authentication;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>The step of a preflight that looks at encryption and the certificate.</summary>
internal static class PreflightTls
{
    /// <summary>An administrator hears of the end of a certificate this long before.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(30);

    public static PreflightStep Secured(GitHubEndpoint endpoint, CallTrace trace, TimeProvider time)
    {
        if (trace.Certificates is not { } pem)
        {
            return new PreflightStep(
                PreflightCheck.Tls,
                PreflightVerdict.Warning,
                "http: nothing is encrypted, which is for rehearsals only.",
                Cause: "The host was registered with an http address.",
                Fixer: Fixer.You
            );
        }

        var all = CertificateFacts.Read(pem);
        var first = all.MinBy(certificate => certificate.Until)!;
        var now = time.GetUtcNow();
        var seen =
            $"{Protocol(trace.Protocol)}, certificate for {all[0].Names}{(endpoint.PinnedCertificate is null ? "" : ", pinned")}, {Preflight.Days(first.Until, now)}.";
        return first.Until - now < Warning
            ? new PreflightStep(
                PreflightCheck.Tls,
                PreflightVerdict.Warning,
                seen,
                Cause: $"The certificate of {first.Names} ends on {first.Until.UtcDateTime:d MMMM yyyy}. From then on the portal does not call the host.",
                Fixer: Fixer.ServerAdministrator
            )
            : new PreflightStep(PreflightCheck.Tls, PreflightVerdict.Passed, seen);
    }

    /// <summary>No connection that may be used came about.</summary>
    public static PreflightStep Failed(
        GitHubEndpoint endpoint,
        CallTrace trace,
        GitHubException failure
    )
    {
        var (cause, fixer) = trace.Problem switch
        {
            CertificateProblem.WrongName => (
                "The server is reached under another name than its certificate is for. Use the name in the certificate, or install one for this name.",
                Fixer.ServerAdministrator
            ),
            CertificateProblem.Expired => (
                "The certificate was not renewed in time.",
                Fixer.ServerAdministrator
            ),
            CertificateProblem.NotYetValid => (
                "The certificate was made for later, or the clock of this machine is behind.",
                Fixer.ServerAdministrator
            ),
            CertificateProblem.IncompleteChain => (
                "The intermediate certificate is missing in the server's TLS settings: install the full chain there. Until then the intermediate can be added to the host's network here.",
                Fixer.ServerAdministrator
            ),
            CertificateProblem.UntrustedAuthority => (
                "The certificate comes from a private authority. Compare fingerprints, then trust the authority in the host's network, or pin the certificate.",
                Fixer.You
            ),
            CertificateProblem.NotThePinned => (
                "The server's certificate was renewed, or something in between answers. Compare fingerprints with the server's administrator before you pin the new one.",
                Fixer.You
            ),
            CertificateProblem.Missing or CertificateProblem.Unusable => (
                "The certificate is not one for a web server.",
                Fixer.ServerAdministrator
            ),
            _ => Other(endpoint, failure),
        };
        return new PreflightStep(
            PreflightCheck.Tls,
            PreflightVerdict.Failed,
            failure.Message,
            Reason: ReasonOf(failure),
            Cause: cause,
            Fixer: fixer
        );
    }

    private static (string Cause, Fixer Fixer) Other(
        GitHubEndpoint endpoint,
        GitHubException failure
    ) =>
        failure.Failure switch
        {
            GitHubFailure.NotHttps => (
                "The port in the address is that of another service, or of http.",
                Fixer.You
            ),
            GitHubFailure.ClientCertificateWanted => (
                "The server, or a gateway before it, admits only clients with a certificate. Add one to the host's network.",
                Fixer.You
            ),
            GitHubFailure.NoCredentials => (
                "What the network's settings hold does not fit together.",
                Fixer.You
            ),
            _ when endpoint.Route.ProxyUrl is not null => (
                "The proxy does not let the portal through to this host, or asks for other credentials.",
                Fixer.NetworkTeam
            ),
            _ => (
                "Something between this machine and the server interferes, or the server's TLS settings are too old.",
                Fixer.NetworkTeam
            ),
        };

    private static Reason ReasonOf(GitHubException failure) =>
        failure.Failure switch
        {
            GitHubFailure.AddressRefused => Reason.AddressRefused,
            GitHubFailure.NotHttps => Reason.NotHttps,
            GitHubFailure.TlsUntrusted => Reason.TlsUntrusted,
            GitHubFailure.ClientCertificateWanted or GitHubFailure.NoCredentials =>
                Reason.ClientCertificateWanted,
            _ => Reason.Unreachable,
        };

    private static string Protocol(SslProtocols protocol) =>
        protocol switch
        {
            SslProtocols.Tls13 => "TLS 1.3",
            SslProtocols.Tls12 => "TLS 1.2",
            _ => protocol.ToString(),
        };
}
