using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>Changes owner or name of an app that is proposed and not yet created on the server.</summary>
public sealed class ChangeDraft(IDbContextFactory<PortalDb> dbs, AuditLog audit, Changes changes)
{
    /// <summary>The connections whose app can still be described anew.</summary>
    public static IQueryable<Connection> Drafts(PortalDb db) =>
        db.Connections.Where(row =>
            row.EndingId == null && row.App.Creation == AppCreation.Proposed
        );

    public async Task<Proposal> RunAsync(
        Guid connectionId,
        AppForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var problems = form.Check();
        if (problems.Count > 0)
        {
            return new Proposal(null, problems);
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = await Drafts(db)
            .Include(row => row.App)
            .Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return new Proposal(
                null,
                new Dictionary<string, string>
                {
                    [""] =
                        "The app was created meanwhile, or the draft was discarded. Go back to the connection.",
                }
            );
        }

        if (
            form.Owner == OwnerKind.Personal
            && await db.Links.AnyAsync(row => row.ConnectionId == connectionId, cancellationToken)
        )
        {
            return new Proposal(
                null,
                new Dictionary<string, string>
                {
                    [""] =
                        "This app carries a GitHub Connect link, which is with an organization or an enterprise: choose one of them as its owner.",
                }
            );
        }

        if (form.TooOld(connection.Host) is { } tooOld)
        {
            return new Proposal(null, tooOld);
        }

        var app = connection.App;
        var owner = (app.OwnerKind, app.OwnerSlug);
        form.CopyTo(app);
        app.CreationDetail = null;
        if ((app.OwnerKind, app.OwnerSlug) != owner)
        {
            connection.Name = await ProposeApp.NameAsync(
                db,
                app,
                connection.Host,
                cancellationToken
            );
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "changed the proposed app of",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
        return new Proposal(connectionId, problems);
    }
}
