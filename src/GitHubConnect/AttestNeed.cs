using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>Writes down that a person says that something is so which the portal cannot see, or takes it back.</summary>
public sealed class AttestNeed(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    public async Task RunAsync(
        Guid linkId,
        PrerequisiteKind kind,
        bool itIsSo,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.Include(row => row.Server)
            .Include(row => row.Prerequisites)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (
            link is null
            || LinkNeeds.Of(link).SingleOrDefault(need => need.Kind == kind)
                is not { May: true } need
            || link.Prerequisites.Find(known => known.Kind == kind) is not { } row
            || row.AttestedAt is not null == itIsSo
        )
        {
            return;
        }

        row.AttestedBy = itIsSo ? actor.Name : null;
        row.AttestedAt = itIsSo ? time.GetUtcNow() : null;
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            $"{(itIsSo ? "said" : "no longer says")}, for GitHub Connect, that “{need.Title}” of",
            link.Server.Name,
            cancellationToken
        );
        changes.Publish(linkId);
    }
}
