using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// Remembers apps that may stand on a GitHub without this portal, until somebody says that they are gone. The portal has no
/// key for them, so it cannot ask.
/// </summary>
public sealed class Orphans(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>Adds the app to <paramref name="db"/>; it is stored when the caller saves.</summary>
    /// <param name="app">With its host.</param>
    /// <param name="cause">How it came about, in a sentence.</param>
    /// <param name="another">It is another app than the one in the row, and of that other only the owner is known.</param>
    public void Add(PortalDb db, App app, string cause, bool another = false)
    {
        db.OrphanedApps.Add(
            new OrphanedApp
            {
                Id = Guid.NewGuid(),
                HostName = app.Host.Name,
                HostUrl = app.Host.WebUrl,
                Name = another ? "name unknown" : app.Name ?? app.ProposedName,
                Owner = app.OwnerSlug,
                GitHubId = another ? null : app.GitHubId,
                Url = another ? AppLinks.List(app) : AppLinks.Advanced(app) ?? AppLinks.List(app),
                Cause = cause,
                Since = time.GetUtcNow(),
            }
        );
    }

    /// <summary>Whether an app that goes away here may stay there: a code was given for it, or it was created.</summary>
    public static bool MayRemain(App app) => app.Creation != AppCreation.Proposed;

    /// <summary>An administrator looked, and it is gone.</summary>
    public async Task SettleAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var orphan = await db.OrphanedApps.SingleOrDefaultAsync(
            row => row.Id == id && row.SettledAt == null,
            cancellationToken
        );
        if (orphan is null)
        {
            return;
        }

        (orphan.SettledAt, orphan.SettledBy) = (time.GetUtcNow(), actor.Name);
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "said that an app is gone from the server:",
            $"{orphan.Name} on {orphan.HostName}",
            cancellationToken
        );
        changes.Publish(id);
    }
}
