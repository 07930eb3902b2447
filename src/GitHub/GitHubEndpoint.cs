namespace Portal.GitHub;

/// <summary>Where a GitHub is and how to get there: all that a call needs to know of a host.</summary>
/// <param name="WebUrl">What a browser opens; without a slash at the end.</param>
/// <param name="ApiUrl">Where the REST API begins; without a slash at the end.</param>
/// <param name="PinnedCertificate">SHA-256, in hexadecimal, of the one certificate that the host may show.</param>
public sealed record GitHubEndpoint(
    string WebUrl,
    string ApiUrl,
    NetworkRoute Route,
    string? PinnedCertificate = null
)
{
    /// <param name="host">With its network, which comes with the row by itself.</param>
    public static GitHubEndpoint Of(Data.Host host) =>
        new(host.WebUrl, host.ApiUrl, NetworkRoute.Of(host.Network), host.PinnedCertificate);
}
