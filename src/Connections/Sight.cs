using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>What one look at GitHub brought: its answers as they came, and what broke the look off.</summary>
internal sealed record Sight
{
    /// <summary>The app, as GitHub describes it; null when that was not reached.</summary>
    public AppAnswer? App { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>The server's release, where the answer told.</summary>
    public string? Version { get; init; }

    public InstallationAnswer? Installation { get; init; }

    /// <summary>GitHub's own words that the installation does not exist.</summary>
    public GitHubException? Uninstalled { get; init; }

    /// <summary>Whom the app is installed on and who waits for it, asked while an approval is awaited.</summary>
    public IReadOnlyList<InstallationAnswer>? Installations { get; init; }

    public IReadOnlyList<InstallationRequestAnswer>? Requests { get; init; }

    /// <summary>GitHub's own log of the deliveries, newest first; null when it was not read.</summary>
    public IReadOnlyList<HookDeliveryAnswer>? Deliveries { get; init; }

    public GitHubException? Failure { get; init; }

    /// <summary>The stored key cannot be opened with this portal's key ring.</summary>
    public bool KeyIsClosed { get; init; }

    /// <summary>GitHub itself said something, be it a refusal, and not only what stands before it.</summary>
    public bool IsGitHubs => App is not null || Failure?.RequestId is not null;

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
