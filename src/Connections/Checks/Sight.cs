using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>A token of the installation.</summary>
/// <param name="Milliseconds">How long GitHub took to give it; null where the portal had it already.</param>
internal sealed record TokenSight(DateTimeOffset? ExpiresAt, int? Milliseconds);

/// <param name="Left">Null where the server limits nothing, or did not say.</param>
/// <param name="Problem">Why it is not known, in words.</param>
internal sealed record LimitSight(RateLimit? Left, string? Problem);

/// <summary>What one look at GitHub brought: its answers as they came, and what broke the look off.</summary>
internal sealed record Sight
{
    /// <summary>What GitHub says of the app; null when that was not reached.</summary>
    public AppSight? OfApp { get; init; }

    public InstallationAnswer? Installation { get; init; }

    /// <summary>GitHub's own words that the installation does not exist.</summary>
    public GitHubException? Uninstalled { get; init; }

    /// <summary>Whom the app is installed on and who waits for it, asked while an approval is awaited.</summary>
    public IReadOnlyList<InstallationAnswer>? Installations { get; init; }

    public IReadOnlyList<InstallationRequestAnswer>? Requests { get; init; }

    /// <summary>Null when none was asked for.</summary>
    public TokenSight? Token { get; init; }

    /// <summary>Null when it was not asked.</summary>
    public LimitSight? Limit { get; init; }

    public GitHubException? Failure { get; init; }

    /// <summary>The stored key cannot be opened with this portal's key ring.</summary>
    public bool KeyIsClosed { get; init; }

    /// <summary>GitHub itself said something, be it a refusal, and not only what stands before it.</summary>
    public bool IsGitHubs => OfApp is not null || Failure?.RequestId is not null;

    public static Reason ReasonOf(GitHubException failure) =>
        failure.Failure switch
        {
            GitHubFailure.Rejected when failure.ClockAhead?.Duration() > TimeSpan.FromSeconds(60) =>
                Reason.ClockSkew,
            GitHubFailure.Rejected or GitHubFailure.NoCredentials => Reason.CredentialsRejected,
            GitHubFailure.TlsUntrusted => Reason.TlsUntrusted,
            GitHubFailure.NotHttps => Reason.NotHttps,
            GitHubFailure.ClientCertificateWanted => Reason.ClientCertificateWanted,
            GitHubFailure.AddressRefused => Reason.AddressRefused,
            GitHubFailure.Unreachable or GitHubFailure.NoAnswer => Reason.Unreachable,
            GitHubFailure.RateLimited => Reason.RateLimited,
            GitHubFailure.Maintenance => Reason.Maintenance,
            GitHubFailure.Forbidden or GitHubFailure.NotFound or GitHubFailure.Unexpected =>
                Reason.UnexpectedAnswer,
        };
}
