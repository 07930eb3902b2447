using System.Net;

namespace Portal.GitHub;

/// <summary>
/// Which redirects are followed: from the API to the API (a renamed repository), and to where the same host keeps archives and
/// uploads. Anything else is an answer like any other, and not followed.
/// https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
/// </summary>
internal static class Redirects
{
    /// <summary>More than GitHub ever needs.</summary>
    public const int Most = 3;

    /// <summary>Where to go on, or null to stay with the answer.</summary>
    public static Uri? Next(
        GitHubEndpoint endpoint,
        HttpRequestMessage request,
        HttpResponseMessage response
    )
    {
        if (
            response.Headers.Location is not { } location
            || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            || response.StatusCode
                is not (
                    HttpStatusCode.MovedPermanently
                    or HttpStatusCode.Found
                    or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.PermanentRedirect
                )
        )
        {
            return null;
        }

        var target = new Uri(request.RequestUri!, location);
        return target.UserInfo.Length == 0 && IsOfTheHost(endpoint, target) ? target : null;
    }

    /// <summary>Credentials go to the API alone, not to where archives lie.</summary>
    public static bool MayCarryCredentials(GitHubEndpoint endpoint, Uri target) =>
        IsBelow(target, endpoint.ApiUrl);

    private static bool IsOfTheHost(GitHubEndpoint endpoint, Uri target)
    {
        if (IsBelow(target, endpoint.ApiUrl))
        {
            return true;
        }

        // Below the host itself, or on names of their own where the server uses subdomain isolation, as the clouds do.
        return IsBelow(target, endpoint.WebUrl + "/_codeload")
            || IsBelow(target, endpoint.WebUrl + "/api/uploads")
            || HostNames.Of(endpoint.WebUrl).Any(origin => IsBelow(target, origin));
    }

    private static bool IsBelow(Uri target, string url)
    {
        var root = new Uri(url);
        return target.Scheme == root.Scheme
            && target.Authority == root.Authority
            && (
                root.AbsolutePath == "/"
                || target.AbsolutePath == root.AbsolutePath
                || target.AbsolutePath.StartsWith(
                    root.AbsolutePath.TrimEnd('/') + "/",
                    StringComparison.Ordinal
                )
            );
    }
}
