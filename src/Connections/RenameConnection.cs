using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;

namespace Portal.Connections;

/// <summary>Gives a connection another name: one that an administrator chose, or the account's once that is known.</summary>
public sealed class RenameConnection(
    IDbContextFactory<PortalDb> dbs,
    Timeline timeline,
    AuditLog audit,
    Changes changes
)
{
    /// <summary>Null when the connection is called so now; else why it is not, in a sentence.</summary>
    public async Task<string?> RunAsync(
        Guid connectionId,
        string? typed,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var name = typed?.Trim() ?? "";
        if (name.Length is 0 or > 100)
        {
            return name.Length == 0
                ? "Type a name, for example “acme in production”."
                : $"The name has {name.Length} characters; 100 are possible.";
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db.Connections.SingleOrDefaultAsync(
            row => row.Id == connectionId && row.EndingId == null,
            cancellationToken
        );
        if (connection is null)
        {
            return "This connection is being disconnected, and keeps its name.";
        }

        var former = connection.Name;
        if (former == name)
        {
            return null;
        }

        connection.Name = name;
        timeline.Add(db, connectionId, $"{actor.Name} renamed it; it was “{former}”.");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return $"Another connection is called “{name}”. Give this one a name of its own.";
        }

        await audit.WriteAsync(
            actor,
            $"renamed the connection “{former}” to",
            name,
            cancellationToken
        );
        changes.Publish(connectionId);
        changes.Publish(connection.HostId);
        return null;
    }

    /// <summary>
    /// What a connection is called from now on that is about this account: its own name, unless that was made before the
    /// account was known.
    /// </summary>
    /// <param name="connection">With its app and the app's host.</param>
    internal static Task<string> LearnAsync(
        PortalDb db,
        Connection connection,
        string account,
        CancellationToken cancellationToken
    )
    {
        var app = connection.App;
        var (before, after) = app.OwnerKind switch
        {
            OwnerKind.Personal => ("Personal account", account),
            OwnerKind.Enterprise => (
                $"Enterprise {app.OwnerSlug}",
                $"{account} (enterprise {app.OwnerSlug})"
            ),
            OwnerKind.Organization => (null, account),
        };
        return
            before is not null
            && connection.Name.StartsWith($"{before} on {app.Host.Name}", StringComparison.Ordinal)
            ? ProposeApp.NameAsync(db, after, app.Host, cancellationToken)
            : Task.FromResult(connection.Name);
    }
}
