using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Apps;

/// <summary>Whether a return from GitHub may do what it was for.</summary>
public enum ReturnVerdict
{
    Accepted,

    /// <summary>No state, or one that we never gave out.</summary>
    Unknown,
    Expired,

    /// <summary>It came back before: a repeated request, the back button, another tab.</summary>
    Used,

    /// <summary>Another administrator left with it.</summary>
    Foreign,

    /// <summary>The connection has its app already: the one that was just created is not used.</summary>
    SecondApp,
}

/// <summary>The verdict, and the connection that the return is about where that may be told.</summary>
public sealed record ReturnCheck(ReturnVerdict Verdict, Guid? ConnectionId);

/// <summary>Who comes back: an administrator, or whoever holds the hand-over link that they left with.</summary>
public sealed record Traveller
{
    private Guid? _administrator;
    private Guid? _handOver;

    public static Traveller As(Actor administrator) => new() { _administrator = administrator.Id };

    public static Traveller With(HandOver handOver) => new() { _handOver = handOver.Id };

    /// <summary>Nobody's name was noted by mistake: one that is not there matches nothing.</summary>
    internal bool Left(Departure departure) =>
        departure.HandOverId is { } handOver
            ? handOver == _handOver
            : departure.AdministratorId is { } administrator && administrator == _administrator;

    internal bool IsColleague => _handOver is not null;
}

/// <summary>
/// Gives out the state that travels with a browser to GitHub and back, and checks it on return: 32 random bytes, stored
/// hashed, single use, 60 minutes, bound to action, connection and administrator or hand-over.
/// </summary>
public sealed class Departures(IDbContextFactory<PortalDb> dbs, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(60);

    public Task<string> LeaveAsync(
        DepartureAction action,
        Guid connectionId,
        Guid administratorId,
        CancellationToken cancellationToken
    ) => AddAsync(action, connectionId, administratorId, handOverId: null, cancellationToken);

    /// <summary>For a colleague who leaves to create the app of one connection.</summary>
    public Task<string> LeaveWithHandOverAsync(
        HandOver handOver,
        CancellationToken cancellationToken
    ) =>
        AddAsync(
            DepartureAction.CreateApp,
            handOver.ConnectionId,
            administratorId: null,
            handOver.Id,
            cancellationToken
        );

    private async Task<string> AddAsync(
        DepartureAction action,
        Guid connectionId,
        Guid? administratorId,
        Guid? handOverId,
        CancellationToken cancellationToken
    )
    {
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        db.Departures.Add(
            new Departure
            {
                StateHash = Hash(state),
                Action = action,
                ConnectionId = connectionId,
                AdministratorId = administratorId,
                HandOverId = handOverId,
                ExpiresAt = time.GetUtcNow() + s_lifetime,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return state;
    }

    /// <summary>What somebody left for with this state; null when nobody did. It says nothing of whether they may come back.</summary>
    public async Task<DepartureAction?> ActionAsync(
        string? state,
        CancellationToken cancellationToken
    )
    {
        var hash = Hash(state ?? "");
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Departures.Where(row => row.StateHash == hash)
            .Select(row => (DepartureAction?)row.Action)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Checks and uses up a state, within the caller's transaction: of two returns with the same state one is accepted.
    /// </summary>
    public async Task<ReturnCheck> RedeemAsync(
        PortalDb db,
        string? state,
        DepartureAction action,
        Traveller traveller,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(state))
        {
            return new ReturnCheck(ReturnVerdict.Unknown, null);
        }

        var hash = Hash(state);
        var departure = await db
            .Departures.AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.StateHash == hash && row.Action == action,
                cancellationToken
            );
        if (departure is null)
        {
            return new ReturnCheck(ReturnVerdict.Unknown, null);
        }

        if (!traveller.Left(departure))
        {
            return new ReturnCheck(ReturnVerdict.Foreign, null);
        }

        var now = time.GetUtcNow();
        if (departure.ReturnedAt is null && departure.ExpiresAt <= now)
        {
            return new ReturnCheck(ReturnVerdict.Expired, departure.ConnectionId);
        }

        var used = await db
            .Departures.Where(row => row.StateHash == hash && row.ReturnedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.ReturnedAt, now),
                cancellationToken
            );
        return new ReturnCheck(
            used == 1 ? ReturnVerdict.Accepted : ReturnVerdict.Used,
            departure.ConnectionId
        );
    }

    /// <summary>Forgets departures that ended more than a day ago; until then a late return is told what happened.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(1);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Departures.Where(row => row.ExpiresAt < before)
            .ExecuteDeleteAsync(cancellationToken);
    }

    internal static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));
}
