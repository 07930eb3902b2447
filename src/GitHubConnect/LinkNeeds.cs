using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>One thing that a link needs, in words.</summary>
/// <param name="Title">What must be so.</param>
/// <param name="Remedy">Who does what when it is not so, or not known.</param>
/// <param name="Must">The link cannot be made before it is measured, or a person says that it is so.</param>
/// <param name="May">A person may say that it is so, because the portal cannot always see it.</param>
public sealed record LinkNeed(
    PrerequisiteKind Kind,
    string Title,
    string Remedy,
    bool Must,
    bool May
);

/// <summary>
/// What GitHub Connect needs before it can be enabled.
/// https://docs.github.com/enterprise-server@latest/admin/configuring-settings/configuring-github-connect/enabling-github-connect-for-githubcom
/// https://docs.github.com/enterprise-server@latest/admin/configuring-settings/configuring-github-connect/enabling-github-connect-for-ghecom
/// </summary>
public static class LinkNeeds
{
    public static IReadOnlyList<LinkNeed> Of(Link link)
    {
        var (server, cloud) = (link.Server.Name, LinkWords.Cloud(link));
        return
        [
            new(
                PrerequisiteKind.ServerVersion,
                link.CloudFlavor == HostFlavor.DataResidency
                    ? "The server runs GitHub Enterprise Server 3.12 or newer"
                    : "The server runs a release that can be connected",
                $"The administrator of {server} upgrades it.",
                Must: true,
                May: false
            ),
            new(
                PrerequisiteKind.Connectivity,
                $"{cloud} can be reached the way {server} is",
                $"The network team lets this portal reach {string.Join(", ", CloudNames.Of(link))} on port 443, through the network of {server}. GitHub also needs them open from the server itself.",
                Must: true,
                May: false
            ),
            new(
                PrerequisiteKind.License,
                "The server's licence includes GitHub Connect",
                "Read the licence through the server's Manage API, below; or look at it in the server's Management Console and say so. GitHub's sales team can add it.",
                Must: true,
                May: true
            ),
            new(
                PrerequisiteKind.ServerOwner,
                $"You own the enterprise on {server}",
                $"Authorize an app of this portal on {server} as a site administrator, which any connection to it does; or say that you own the enterprise there.",
                Must: true,
                May: true
            ),
            new(
                PrerequisiteKind.InvoicedAccount,
                $"The enterprise account on {cloud} is paid by invoice",
                "A trial or a credit card is not enough: GitHub's sales team changes that. No API tells how an account is paid.",
                Must: true,
                May: true
            ),
            new(
                PrerequisiteKind.NoOtherLink,
                $"{server} is not connected to another cloud",
                link.CloudFlavor == HostFlavor.DataResidency
                    ? $"GitHub Connect inside {server} points to one cloud. If it was enabled for github.com there, its administrator disables it first."
                    : $"GitHub Connect inside {server} points to one cloud. If it was enabled for a SUBDOMAIN.ghe.com there, its administrator disables it and sets app.github.github-connect-ghe-com-enabled to false.",
                Must: true,
                May: true
            ),
            new(
                PrerequisiteKind.CloudOwner,
                $"You own the account on {cloud}",
                "Only an owner can create it. If you are none, send an owner the link that the next steps offer.",
                Must: false,
                May: false
            ),
            new(
                PrerequisiteKind.IpAllowList,
                $"The account's IP allow list on {cloud}, if it has one, lets this portal in",
                "An owner of the account adds the address from which this portal calls.",
                Must: false,
                May: true
            ),
        ];
    }

    /// <summary>Whether everything that must be so was seen, or said by somebody; and nothing was seen to be otherwise.</summary>
    public static bool AreMet(Link link) => Missing(link).Count == 0;

    /// <summary>What keeps the link from being made: not seen and not said, or seen to be otherwise.</summary>
    public static IReadOnlyList<LinkNeed> Missing(Link link) =>
        [
            .. Of(link)
                .Where(need =>
                {
                    var row = link.Prerequisites.Find(known => known.Kind == need.Kind);
                    return row?.Standing != Standing.Measured
                        && (
                            row?.Standing == Standing.Failed
                            || (need.Must && !(need.May && row?.AttestedAt is not null))
                        );
                }),
        ];
}
