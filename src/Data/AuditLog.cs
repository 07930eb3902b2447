using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>Writes down who did what. Action and subject read as one sentence: "registered the host" "https://…".</summary>
public sealed class AuditLog(IDbContextFactory<PortalDb> dbs, TimeProvider time)
{
    public async Task WriteAsync(
        Actor actor,
        string action,
        string subject,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(
            new AuditEntry
            {
                At = time.GetUtcNow(),
                Actor = actor.Name,
                Action = action,
                Subject = subject,
                Address = actor.Address,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Like <see cref="WriteAsync"/>, but what happens again within the same minute only raises a count.</summary>
    public async Task CountAsync(
        string actor,
        string action,
        string subject,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var minute = DateTimeOffset.FromUnixTimeSeconds(
            time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60
        );
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var counted = await db
            .AuditEntries.Where(entry =>
                entry.At == minute
                && entry.Actor == actor
                && entry.Action == action
                && entry.Subject == subject
                && entry.Address == address
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(entry => entry.Count, entry => entry.Count + 1),
                cancellationToken
            );
        if (counted > 0)
        {
            return;
        }

        db.AuditEntries.Add(
            new AuditEntry
            {
                At = minute,
                Actor = actor,
                Action = action,
                Subject = subject,
                Address = address,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }
}
