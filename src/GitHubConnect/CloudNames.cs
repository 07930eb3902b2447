using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect;

/// <summary>
/// The names of a cloud that GitHub Connect needs: of its pages, of its API, and of its uploads.
/// https://docs.github.com/enterprise-server@latest/admin/configuring-settings/configuring-github-connect/enabling-github-connect-for-githubcom#prerequisites
/// </summary>
internal static class CloudNames
{
    /// <summary>The origins to reach, such as https://uploads.github.com.</summary>
    public static IReadOnlyList<Uri> Origins(Link link)
    {
        var uploads = HostNames
            .Of(link.CloudWebUrl)
            .Select(origin => new Uri(origin))
            .Where(origin => origin.Host.StartsWith("uploads.", StringComparison.Ordinal));
        return [new Uri(link.CloudWebUrl), new Uri(link.CloudApiUrl), .. uploads];
    }

    public static IEnumerable<string> Of(Link link) =>
        Origins(link).Select(origin => origin.Host).Distinct(StringComparer.Ordinal);
}
