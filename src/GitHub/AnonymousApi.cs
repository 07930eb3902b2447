using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>What can be asked of a GitHub without credentials.</summary>
public sealed class AnonymousApi(GitHubTransport transport)
{
    /// <summary>The server's description of itself, whatever the answer: private mode refuses with 401.</summary>
    public async Task<GitHubAnswer> MetaAsync(
        GitHubEndpoint endpoint,
        CancellationToken cancellationToken,
        CallTrace? trace = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{endpoint.ApiUrl}/meta");
        return await transport.SendAsync(endpoint, request, cancellationToken, trace);
    }

    /// <summary>Any answer of one of a GitHub's names: that there is one is what counts.</summary>
    public async Task<GitHubAnswer> ReachAsync(
        GitHubEndpoint endpoint,
        Uri address,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await transport.SendAsync(endpoint, request, cancellationToken);
    }

    /// <summary>Reads the version from an answer of <see cref="MetaAsync"/>; null while the server hides it.</summary>
    public static string? VersionOf(GitHubAnswer meta) =>
        meta.EnterpriseVersion
        ?? (
            meta is { IsSuccess: true, IsJson: true }
                ? meta.Read(GitHubJson.Default.MetaAnswer).InstalledVersion
                : null
        );

    /// <summary>
    /// Turns the code of the manifest flow into the app's credentials. Works once, within an hour.
    /// https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
    /// </summary>
    public async Task<ConversionAnswer> ConvertManifestAsync(
        GitHubEndpoint endpoint,
        SecretText code,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            code.InPath($"{endpoint.ApiUrl}/app-manifests/", "/conversions")
        );
        var answer = await transport.SendAsync(endpoint, request, cancellationToken);
        return answer.Read(GitHubJson.Default.ConversionAnswer);
    }
}
