using Portal.Secrets;

namespace Portal.Apps;

internal static class AppsEndpoints
{
    public static void MapApps(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/callbacks/app-created", AppCreatedAsync).AllowAnonymous();

    // The host comes from the stored state, never from the query.
    private static async Task<IResult> AppCreatedAsync(
        HttpContext context,
        ColleagueReturns colleagues,
        ReturnStash stash,
        AcceptManifestCode accept,
        ExchangeManifestCode exchange
    )
    {
        if (await colleagues.RunAsync(context) is { } ended)
        {
            return ended;
        }

        if (BrowserReturns.Read(context, stash, out var signIn) is not var (arrival, administrator))
        {
            return signIn;
        }

        var check = await accept.RunAsync(
            arrival,
            Traveller.As(administrator),
            administrator,
            context.RequestAborted
        );
        if (check is not { Verdict: ReturnVerdict.Accepted, ConnectionId: { } connection })
        {
            return BrowserReturns.Explain(context, check);
        }

        await exchange.RunAsync(connection, again: false, context.RequestAborted);
        return BrowserReturns.Redirect(context, $"connections/{connection}");
    }
}
