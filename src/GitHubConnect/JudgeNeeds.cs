using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>What the portal's own rows tell about the needs of a link, in words.</summary>
internal static class JudgeNeeds
{
    // https://docs.github.com/enterprise-server@3.12/admin/release-notes
    private static readonly Version s_firstForDataResidency = new(3, 12);

    public static (Standing, string) ServerVersion(Link link)
    {
        if (link.Server.Version is not { } text)
        {
            return (
                Standing.Unknown,
                "The server hides its version until an app of its own asks. Connect an account of it first."
            );
        }

        var enough =
            link.CloudFlavor != HostFlavor.DataResidency
            || (
                Version.TryParse(string.Join('.', text.Split('.').Take(2)), out var version)
                && version >= s_firstForDataResidency
            );
        return (
            enough ? Standing.Measured : Standing.Failed,
            $"It runs GitHub Enterprise Server {text}."
        );
    }

    public static (Standing, string) CloudOwner(Link link) =>
        link.Connection?.App switch
        {
            { Creation: AppCreation.Created, Origin: AppOrigin.Manifest } app => (
                Standing.Measured,
                $"The app {app.Name} was created there, owned by {app.OwnerLogin ?? app.OwnerSlug}."
            ),
            { Creation: AppCreation.Created } app => (
                Standing.Unknown,
                $"The app {app.Name} was entered by hand: who created it is not known here."
            ),
            _ => (Standing.Unknown, "It shows when the app is created."),
        };

    // https://docs.github.com/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
    public static (Standing, string) AllowList(Link link)
    {
        var said = $"{link.Connection?.Detail} {link.Connection?.Installation?.SyncProblem}".Trim();
        if (said.Contains("IP allow list", StringComparison.OrdinalIgnoreCase))
        {
            return (Standing.Failed, said);
        }

        return
            link.Connection
                is {
                    State: ResourceState.Available,
                    UnknownSince: null,
                    Installation: { SyncedAt: not null, SyncProblem: null } installation
                }
            ? (
                Standing.Measured,
                $"{LinkWords.Cloud(link)} answers calls for {installation.Account}{(link.Connection.Host.SeenFrom is { } from ? $" from {from}" : "")}."
            )
            : (Standing.Unknown, "It shows with the first call of the app.");
    }
}
