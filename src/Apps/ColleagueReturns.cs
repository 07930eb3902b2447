using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>
/// Takes back the browser of a colleague who left with a hand-over link. It needs no session, is believed for the one thing
/// that it left for, and is shown nothing of the portal.
/// </summary>
public sealed class ColleagueReturns(
    IDbContextFactory<PortalDb> dbs,
    HandOverTicket ticket,
    ReturnStash stash,
    AcceptManifestCode accept,
    ExchangeManifestCode exchange
)
{
    /// <summary>Null when the browser did not leave with a hand-over link, or is an administrator's that has no part in it.</summary>
    public async Task<IResult?> RunAsync(HttpContext context)
    {
        var (known, handOver) = await LeftWithAsync(context);
        var held = ticket.Read(context);
        var stranger = context.User.Identity?.IsAuthenticated != true;
        if (!known && held is not null && stranger)
        {
            // The link was ended while they were away: a page to sign in would help nobody.
            return End(context, nameof(ReturnVerdict.Unknown));
        }

        if (handOver is null || (handOver.Id != held && !stranger))
        {
            return null;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (handOver.Id != held)
        {
            return End(context, nameof(ReturnVerdict.Foreign));
        }

        var arrival = stash.Take(context);
        var check = await accept.RunAsync(
            arrival,
            Traveller.With(handOver),
            HandOvers.Colleague(handOver, BrowserReturns.Address(context)),
            context.RequestAborted
        );
        if (check is not { Verdict: ReturnVerdict.Accepted, ConnectionId: { } connection })
        {
            return End(context, check.Verdict.ToString());
        }

        if (arrival.Code is null)
        {
            return End(context, HandOverWords.Nothing);
        }

        await exchange.RunAsync(connection, again: false, CancellationToken.None);
        await using var db = await dbs.CreateDbContextAsync(CancellationToken.None);
        var created = await db.Connections.AnyAsync(
            row => row.Id == connection && row.App.Creation == AppCreation.Created,
            CancellationToken.None
        );
        return End(context, created ? HandOverWords.Done : HandOverWords.Unfinished);
    }

    /// <summary>Whether anybody left with the state that comes back, and the hand-over if it was a colleague.</summary>
    private async Task<(bool Known, HandOver? HandOver)> LeftWithAsync(HttpContext context)
    {
        if (context.Request.Query["state"].ToString() is not { Length: > 0 } state)
        {
            return (true, null);
        }

        var hash = Departures.Hash(state);
        await using var db = await dbs.CreateDbContextAsync(context.RequestAborted);
        var departure = await db
            .Departures.AsNoTracking()
            .Include(row => row.HandOver)
            .SingleOrDefaultAsync(row => row.StateHash == hash, context.RequestAborted);
        return (departure is not null, departure?.HandOver);
    }

    private static IResult End(HttpContext context, string ending) =>
        BrowserReturns.Redirect(context, $"hand-over/{ending.ToLowerInvariant()}");
}
