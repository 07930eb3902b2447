using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>A feature of a link, in words.</summary>
/// <param name="What">What people can do with it.</param>
/// <param name="Sent">What is sent, and in which direction.</param>
/// <param name="Needs">What it needs, of the app or beside it.</param>
public sealed record FeatureWords(LinkFeatureKind Kind, string What, string Sent, string Needs);

/// <summary>
/// The features of a link, and those of the server itself that only its own GitHub Connect has.
/// https://docs.github.com/enterprise-server@latest/admin/configuring-settings/configuring-github-connect/about-github-connect
/// </summary>
public static class LinkFeatures
{
    /// <summary>What this portal does.</summary>
    public static IReadOnlyList<FeatureWords> Of(Link link)
    {
        var (server, cloud) = (link.Server.Name, LinkWords.Cloud(link));
        return
        [
            new(
                LinkFeatureKind.UnifiedSearch,
                $"One search page finds repositories, issues, pull requests and code on {server} and on {cloud}.",
                $"Portal → both: what somebody types into the search page. Both → portal: what they found. What is found is not stored; who searched private repositories, and for what, stands in the audit log. Nothing goes from {server} to {cloud}.",
                "The apps on both sides, installed on the accounts to search; “Issues: read” for issues."
            ),
            new(
                LinkFeatureKind.UnifiedContributions,
                $"One calendar adds what a person contributed on {server} and on {cloud}, once both accounts are known to be that person's.",
                $"Both → portal: a number for each day of the last year, read every hour. Only these counts leave {server}: no repository, no commit, no text. Nothing goes to {cloud}, whose profiles only GitHub itself can add to.",
                "An app of this portal on the server, too. Accounts are linked by signing in with them, or by a verified e-mail address in common."
            ),
            new(
                LinkFeatureKind.LicenseSync,
                $"Who uses a licence on {server}, on {cloud} or on both: each person once, against the seats that were bought.",
                $"Both → portal: logins and e-mail addresses, every week. Nothing goes from {server} to {cloud}: GitHub's own license sync is switched in the server. Logins are stored here; of e-mail addresses nothing is.",
                $"A link with an enterprise; a site administrator's token for {server} and an enterprise administrator's for {cloud}."
            ),
            new(
                LinkFeatureKind.ServerStatistics,
                $"Charts of the aggregate figures of {server}: people, organizations, repositories, pull requests and more, read every day.",
                $"{server} → portal: numbers, in which no person and no repository is named. Nothing goes to {cloud}: what GitHub itself collects is switched in the server.",
                "A site administrator's token for the server."
            ),
        ];
    }

    /// <summary>What GitHub Connect does inside a server, with the prerequisites and the words of its own switch.</summary>
    public static IReadOnlyList<ServerFeature> Inside(Link link) =>
        [
            new(
                "Dependabot alerts",
                "GitHub's advisory database comes to the server every hour. No code leaves it.",
                "The dependency graph, enabled for the server.",
                "“Periodically download the GitHub Advisory Database so that users can receive vulnerability alerts for open source code dependencies”",
                null
            ),
            new(
                "Dependabot updates",
                "Dependencies, and facts about their repositories, come to the server.",
                "Dependabot alerts, TLS, GitHub Actions with self-hosted runners, and the switch in the Management Console. Not on clusters.",
                "“Users can easily upgrade to non-vulnerable open source code dependencies”",
                null
            ),
            new(
                "Actions from github.com",
                "The server asks github.com for an action by name and gets its files.",
                "GitHub Actions; runners that reach github.com themselves.",
                "“Users can utilize actions from GitHub.com in workflow runs”",
                link.CloudFlavor == HostFlavor.DataResidency
                    ? $"Not available: GitHub offers it with github.com only, and this link is with {LinkWords.Cloud(link)}."
                    : null
            ),
        ];
}

/// <summary>A feature that lives inside the server: the portal can neither switch it nor see whether it is on.</summary>
/// <param name="Switch">The words beside its switch in the enterprise's settings there.</param>
/// <param name="Unavailable">Why it cannot be had with this cloud; null when it can.</param>
public sealed record ServerFeature(
    string Title,
    string Sent,
    string Needs,
    string Switch,
    string? Unavailable
);
