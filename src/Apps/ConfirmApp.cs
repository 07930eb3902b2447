using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>Says that the app which somebody created with a hand-over link is the right one: only then it is used.</summary>
public sealed class ConfirmApp(IDbContextFactory<PortalDb> dbs, AuditLog audit, Changes changes)
{
    public async Task RunAsync(Guid connectionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.Include(row => row.App)
            .SingleOrDefaultAsync(
                row => row.Id == connectionId && row.App.AwaitsConfirmation,
                cancellationToken
            );
        if (connection is not { App.Creation: AppCreation.Created })
        {
            return;
        }

        connection.App.AwaitsConfirmation = false;
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            $"confirmed the app {connection.App.Name}, owned by {connection.App.OwnerLogin}, for",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
        changes.Publish(connection.AppId);
    }
}
