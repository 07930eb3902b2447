using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>Switches a feature of an enabled link on and off. Off deletes its row, and with it what the feature stored.</summary>
public sealed class SwitchFeature(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Timeline timeline,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>Switches on; what stands in the way, in a sentence, or null. One that is on stays as it is.</summary>
    public async Task<string?> OnAsync(
        Guid linkId,
        LinkFeatureKind kind,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (Obstacle(link, kind) is { } obstacle)
        {
            return obstacle;
        }

        if (link!.Features.Exists(feature => feature.Kind == kind))
        {
            return null;
        }

        link.Features.Add(
            new LinkFeature
            {
                LinkId = linkId,
                Kind = kind,
                EnabledAt = time.GetUtcNow(),
                EnabledBy = actor.Name,
                // Searching is done when somebody searches.
                RunWanted = kind != LinkFeatureKind.UnifiedSearch,
            }
        );
        timeline.Add(db, linkId, $"{LinkWords.Of(kind)} was switched on by {actor.Name}.");
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(actor, $"switched on {Named(kind)} of", link, cancellationToken);
        wakeUps.Links.Ring();
        return null;
    }

    /// <summary>Has the work of a feature done now.</summary>
    public async Task RunAsync(
        Guid linkId,
        LinkFeatureKind kind,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .LinkFeatures.Where(row => row.LinkId == linkId && row.Kind == kind)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.RunWanted, true),
                cancellationToken
            );
        wakeUps.Links.Ring();
        changes.Publish(linkId);
    }

    public async Task OffAsync(
        Guid linkId,
        LinkFeatureKind kind,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (link?.Features.Find(feature => feature.Kind == kind) is not { } row)
        {
            return;
        }

        await ForgetAsync(db, linkId, kind, cancellationToken);
        db.Remove(row);
        timeline.Add(db, linkId, $"{LinkWords.Of(kind)} was switched off by {actor.Name}.");
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(actor, $"switched off {Named(kind)} of", link, cancellationToken);
    }

    /// <summary>Lets unified search find private repositories, for people with a grant; or no longer.</summary>
    public async Task AllowPrivateAsync(
        Guid linkId,
        bool allow,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        if (
            link?.Features.Find(feature => feature.Kind == LinkFeatureKind.UnifiedSearch)
                is not { } row
            || row.PrivateRepositories == allow
        )
        {
            return;
        }

        row.PrivateRepositories = allow;
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(
            actor,
            $"{(allow ? "allowed" : "no longer allows")} unified search in private repositories of",
            link,
            cancellationToken
        );
    }

    /// <summary>What keeps a feature off, in a sentence; null when nothing does.</summary>
    internal static string? Obstacle(Link? link, LinkFeatureKind kind) =>
        link switch
        {
            null => "This link does not exist any more.",
            { Connection.EndingId: not null } =>
                "This link is being disabled: nothing is switched on any more.",
            { EnabledAt: null } =>
                "Features can be switched on once the link is enabled: finish its setup first.",
            { CloudFlavor: HostFlavor.DataResidency }
                when kind == LinkFeatureKind.ServerStatistics =>
                $"Not available: GitHub offers server statistics to servers that are linked to github.com, and this link is with {LinkWords.Cloud(link)}. This portal keeps to that.",
            { Connection.App.OwnerKind: not OwnerKind.Enterprise }
                when kind == LinkFeatureKind.LicenseSync =>
                "Not available: this link is with an organization, and only an enterprise's licences can be read. Link the server to the enterprise.",
            _ when kind == LinkFeatureKind.LicenseSync
                    && !link.Credentials.Exists(row => row.Kind == LinkCredentialKind.CloudToken) =>
                "An enterprise administrator's token is missing: GitHub tells licences to no app. Store one on the page Credentials first.",
            _ when kind is LinkFeatureKind.LicenseSync or LinkFeatureKind.ServerStatistics
                    && !link.Credentials.Exists(row =>
                        row.Kind == LinkCredentialKind.ServerToken
                    ) =>
                "A site administrator's token is missing: GitHub tells this to no app. Store one on the page Credentials first.",
            _ => null,
        };

    /// <summary>Deletes what a feature stored beside its own row.</summary>
    internal static async Task ForgetAsync(
        PortalDb db,
        Guid linkId,
        LinkFeatureKind kind,
        CancellationToken cancellationToken
    )
    {
        if (kind == LinkFeatureKind.UnifiedContributions)
        {
            await db
                .Contributors.Where(row => row.LinkId == linkId)
                .ExecuteDeleteAsync(cancellationToken);
        }

        if (kind == LinkFeatureKind.ServerStatistics)
        {
            await db
                .LinkFigures.Where(row => row.LinkId == linkId)
                .ExecuteDeleteAsync(cancellationToken);
        }

        if (kind == LinkFeatureKind.LicenseSync)
        {
            await db
                .LicensePeople.Where(row => row.LinkId == linkId)
                .ExecuteDeleteAsync(cancellationToken);
            await db
                .LicenseCounts.Where(row => row.LinkId == linkId)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static string Named(LinkFeatureKind kind) => LinkWords.Of(kind).ToLowerInvariant();

    private async Task TellAsync(
        Actor actor,
        string action,
        Link link,
        CancellationToken cancellationToken
    )
    {
        await audit.WriteAsync(actor, action, LinkWords.Of(link), cancellationToken);
        changes.Publish(link.Id);
    }

    private static Task<Link?> FindAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    ) =>
        db
            .Links.Include(row => row.Server)
            .Include(row => row.Features)
            .Include(row => row.Credentials)
            .Include(row => row.Connection!.App)
            .Include(row => row.Connection!.Installation)
            .AsSplitQuery()
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
}
