using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>Gives a person what a connection can read in private repositories, and takes it back. Each goes into the audit log.</summary>
public sealed class GrantAccess(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>False when there is no such connection or person (any more). Who has it already keeps it as it is.</summary>
    public async Task<bool> GiveAsync(
        Guid connectionId,
        Guid personId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db.Connections.SingleOrDefaultAsync(
            row => row.Id == connectionId && row.EndingId == null,
            cancellationToken
        );
        var person = await db.Users.SingleOrDefaultAsync(
            row => row.Id == personId,
            cancellationToken
        );
        if (connection is null || person is null)
        {
            return false;
        }

        if (await db.Grants.AnyAsync(Of(connectionId, personId), cancellationToken))
        {
            return true;
        }

        db.Grants.Add(
            new Grant
            {
                ConnectionId = connectionId,
                PersonId = personId,
                GrantedBy = actor.Name,
                GrantedAt = time.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            $"gave {person.Email} access to private repositories through",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
        return true;
    }

    public async Task TakeAsync(
        Guid connectionId,
        Guid personId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var grant = await db
            .Grants.Include(row => row.Connection)
            .Include(row => row.Person)
            .SingleOrDefaultAsync(Of(connectionId, personId), cancellationToken);
        if (grant is null)
        {
            return;
        }

        db.Remove(grant);
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            $"took from {grant.Person.Email} the access to private repositories through",
            grant.Connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
    }

    private static System.Linq.Expressions.Expression<Func<Grant, bool>> Of(
        Guid connectionId,
        Guid personId
    ) => grant => grant.ConnectionId == connectionId && grant.PersonId == personId;
}
