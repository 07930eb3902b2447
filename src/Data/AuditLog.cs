using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>Writes down who did what. Action and subject read as one sentence: "registered the host" "https://…".</summary>
public sealed class AuditLog(
    IDbContextFactory<PortalDb> dbs,
    GroupCommit commits,
    TimeProvider time
)
{
    private const string Same =
        """ "At" = @p0 AND "Actor" = @p1 AND "Action" = @p2 AND "Subject" = @p3 AND COALESCE("Address", '') = COALESCE(@p4, '')""";

    private const string AddFirst = $"""
        INSERT INTO "AuditEntries" ("At", "Actor", "Action", "Subject", "Address", "Count") SELECT @p0, @p1, @p2, @p3, @p4, 0
        WHERE NOT EXISTS (SELECT 1 FROM "AuditEntries" WHERE {Same})
        """;

    private const string Raise = $"""
        UPDATE "AuditEntries" SET "Count" = "Count" + 1 WHERE {Same}
        """;

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

    /// <summary>
    /// Like <see cref="WriteAsync"/>, but what happens again within the same minute only raises a count. Whoever counts at the
    /// same time shares a commit, so that a flood of refusals costs little.
    /// </summary>
    public Task CountAsync(string actor, string action, string subject, string? address)
    {
        var minute = DateTimeOffset.FromUnixTimeSeconds(
            time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60
        );
        return commits.RunAsync(async writes =>
        {
            _ = writes.Execute(AddFirst, minute, actor, action, subject, address);
            return await writes.Execute(Raise, minute, actor, action, subject, address);
        });
    }
}
