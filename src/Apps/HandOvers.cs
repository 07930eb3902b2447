using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>Whether a hand-over link still does what it is for.</summary>
public enum HandOverVerdict
{
    Good,

    /// <summary>Never given out, ended by an administrator, or so old that it is forgotten.</summary>
    Unknown,
    Expired,

    /// <summary>Somebody pressed its button: it works once.</summary>
    Used,

    /// <summary>The app that it was to create is there, or on its way.</summary>
    Settled,
}

/// <summary>What a hand-over link leads to; without a hand-over where it leads nowhere.</summary>
public sealed record HandOverLook(HandOverVerdict Verdict, HandOver? HandOver);

/// <summary>
/// Gives out the links with which somebody without an account here creates the app of one connection: 32 random bytes,
/// stored hashed, for 24 hours, one at a time for each connection, used up by the press of a button and not by a look.
/// </summary>
public sealed class HandOvers(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// A new link's last part, which is told only now; the one before ends. Null when the connection's app is not waiting to
    /// be created.
    /// </summary>
    public async Task<string?> CreateAsync(
        Guid connectionId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = await ChangeDraft
            .Drafts(db)
            .SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return null;
        }

        await EndAsync(db, connectionId, cancellationToken);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        db.HandOvers.Add(
            new HandOver
            {
                Id = Guid.NewGuid(),
                TokenHash = Hash(token),
                ConnectionId = connectionId,
                CreatedBy = actor.Name,
                CreatedAt = now,
                ExpiresAt = now + s_lifetime,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "made a hand-over link for",
            connection.Name,
            cancellationToken
        );
        changes.Publish(connectionId);
        return token;
    }

    /// <summary>The link of a connection that somebody could still use, or is using.</summary>
    public async Task<HandOver?> CurrentAsync(
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .HandOvers.AsNoTracking()
            .Where(row => row.ConnectionId == connectionId && row.ExpiresAt > now)
            .OrderByDescending(row => row.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Ends a connection's link, also one whose colleague is on the server now.</summary>
    public async Task RevokeAsync(
        Guid connectionId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await EndAsync(db, connectionId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var name = await db
            .Connections.Where(row => row.Id == connectionId)
            .Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken);
        if (ended > 0 && name is not null)
        {
            await audit.WriteAsync(actor, "ended the hand-over link of", name, cancellationToken);
            changes.Publish(connectionId);
        }
    }

    /// <summary>What a link leads to. Looking changes nothing, whoever or whatever looks.</summary>
    public async Task<HandOverLook> LookAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Hash(token);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var handOver = await db
            .HandOvers.AsNoTracking()
            .Include(row => row.Connection)
                .ThenInclude(row => row.App)
                    .ThenInclude(row => row.Host)
            .SingleOrDefaultAsync(row => row.TokenHash == hash, cancellationToken);
        var verdict = handOver switch
        {
            null => HandOverVerdict.Unknown,
            { UsedAt: not null } => HandOverVerdict.Used,
            _ when handOver.ExpiresAt <= time.GetUtcNow() => HandOverVerdict.Expired,
            { Connection: { EndingId: null, App.Creation: AppCreation.Proposed } } =>
                HandOverVerdict.Good,
            _ => HandOverVerdict.Settled,
        };
        return new HandOverLook(verdict, verdict == HandOverVerdict.Good ? handOver : null);
    }

    /// <summary>Uses a link up: of two presses of its button one is the first.</summary>
    public async Task<HandOverLook> UseAsync(
        string token,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var look = await LookAsync(token, cancellationToken);
        if (look.HandOver is not { } handOver)
        {
            return look;
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var first = await db
            .HandOvers.Where(row => row.Id == handOver.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.UsedAt, time.GetUtcNow()),
                cancellationToken
            );
        if (first == 0)
        {
            return new HandOverLook(HandOverVerdict.Used, null);
        }

        await audit.WriteAsync(
            Colleague(handOver, address),
            "left to create the app of",
            handOver.Connection.Name,
            cancellationToken
        );
        changes.Publish(handOver.ConnectionId);
        return look;
    }

    /// <summary>Who acts with a hand-over link, as the audit log names them.</summary>
    public static Actor Colleague(HandOver handOver, string? address) =>
        new(Guid.Empty, $"whoever has the link of {handOver.CreatedBy}", address);

    /// <summary>Forgets links that ended more than two days ago, when nobody can come back with them any more.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(2);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .HandOvers.Where(row =>
                row.ExpiresAt < before
                && !db.Departures.Any(departure => departure.HandOverId == row.Id)
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Ends the links of a connection, and the way back of whoever used one, within the caller's transaction.</summary>
    internal static async Task<int> EndAsync(
        PortalDb db,
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        await db
            .Departures.Where(row => row.ConnectionId == connectionId && row.HandOverId != null)
            .ExecuteDeleteAsync(cancellationToken);
        return await db
            .HandOvers.Where(row => row.ConnectionId == connectionId)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
