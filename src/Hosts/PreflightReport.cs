using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>What a preflight found, and what it means for the host.</summary>
/// <param name="Version">The server's release, when it tells.</param>
/// <param name="Certificates">What the server showed, in PEM; null where it showed none.</param>
/// <param name="From">The address of this machine that the call came from.</param>
public sealed record PreflightReport(
    IReadOnlyList<PreflightStep> Steps,
    string? Version,
    string? Certificates,
    string? From
)
{
    /// <summary>The first step that keeps the host from being used; webhooks that do not arrive keep it from nothing.</summary>
    public PreflightStep? Failure =>
        Steps.FirstOrDefault(step =>
            step is { Verdict: PreflightVerdict.Failed, Check: not PreflightCheck.Inward }
        );

    /// <summary>Available when it is a GitHub that may be connected; Pending when it hides its version.</summary>
    public ResourceState State =>
        Failure is not null ? ResourceState.Error
        : Reason == Data.Reason.PrivateMode ? ResourceState.Pending
        : ResourceState.Available;

    public Reason? Reason =>
        Failure is not null
            ? Failure.Reason
            : Steps.Select(step => step.Reason).FirstOrDefault(reason => reason is not null);

    /// <summary>What was seen, in one sentence.</summary>
    public string Detail =>
        (
            Failure
            ?? Steps.FirstOrDefault(step => step.Reason is not null)
            ?? Steps.First(step => step.Check == PreflightCheck.GitHub)
        ).Seen;

    /// <summary>The end of the first certificate to expire.</summary>
    public DateTimeOffset? CertificateExpiresAt =>
        Certificates is null
            ? null
            : CertificateFacts.Read(Certificates).Min(certificate => certificate.Until);
}
