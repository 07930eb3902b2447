using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Contributions;

/// <summary>
/// A link whose contributions are added up, and the connection that reads each side: the first, by name, that can be used.
/// </summary>
/// <param name="Problems">Of a side without one: why, in a sentence.</param>
public sealed record ContributionSides(
    Link Link,
    IReadOnlyDictionary<LinkSide, Connection> Connections,
    IReadOnlyDictionary<LinkSide, string> Problems
)
{
    /// <summary>Null when the feature is not on (any more), or the link ends.</summary>
    public static async Task<ContributionSides?> OfAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    )
    {
        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Connection!.App.Host)
            .SingleOrDefaultAsync(
                row =>
                    row.Id == linkId
                    && row.Connection!.EndingId == null
                    && row.Features.Any(feature =>
                        feature.Kind == LinkFeatureKind.UnifiedContributions
                    ),
                cancellationToken
            );
        if (link is null)
        {
            return null;
        }

        var all = await LinkConnections.ListAsync(db, link, cancellationToken);
        var usable = new Dictionary<LinkSide, Connection>();
        var problems = new Dictionary<LinkSide, string>();
        foreach (var side in Enum.GetValues<LinkSide>())
        {
            var there = all.FindAll(one => LinkConnections.SideOf(link, one) == side);
            if (there.Find(one => LinkConnections.Obstacle(one) is null) is { } good)
            {
                usable[side] = good;
            }
            else
            {
                problems[side] = there is [var first, ..]
                    ? $"{Name(link, side)} cannot be asked: {LinkConnections.Obstacle(first)}"
                    : $"{Name(link, side)} cannot be asked: no app of this portal is connected there. Connect one on the host's page.";
            }
        }

        return new ContributionSides(link, usable, problems);
    }

    public string Name(LinkSide side) => Name(Link, side);

    public static string Name(Link link, LinkSide side) =>
        side == LinkSide.Server ? link.Server.Name : LinkWords.Cloud(link);
}
