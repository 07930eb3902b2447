namespace Portal.GitHub;

/// <summary>Where a GitHub is and how to get there: all that a call needs to know of a host.</summary>
/// <param name="WebUrl">What a browser opens; without a slash at the end.</param>
/// <param name="ApiUrl">Where the REST API begins; without a slash at the end.</param>
/// <param name="CaCertificates">PEM certificates that are trusted in addition to the system's.</param>
/// <param name="ProxyUrl">The HTTP proxy that every call goes through.</param>
public sealed record GitHubEndpoint(
    string WebUrl,
    string ApiUrl,
    string? CaCertificates,
    string? ProxyUrl
)
{
    public static GitHubEndpoint Of(Data.Host host) =>
        new(host.WebUrl, host.ApiUrl, host.CaCertificates, host.ProxyUrl);
}
