using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>The ways out to the server and back, while a connection is made.</summary>
internal static class ConnectionsEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/connections/{id:guid}/authorize", LeaveToAuthorizeAsync);
        routes.MapGet("/connections/{id:guid}/install", LeaveToInstallAsync);
        routes.MapGet("/callbacks/authorized", AuthorizedAsync).AllowAnonymous();
        routes.MapGet("/callbacks/installed", InstalledAsync).AllowAnonymous();
        routes.MapGet("/endings/{id:guid}/receipt.txt", ReceiptText.DownloadAsync);
    }

    private static async Task<IResult> LeaveToAuthorizeAsync(
        HttpContext context,
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        Departures departures,
        AuthorizePerson authorize
    )
    {
        if (await AppAsync(dbs, id, context.RequestAborted) is not { ClientId: not null } app)
        {
            return BrowserReturns.Redirect(context, $"connections/{id}");
        }

        var state = await LeaveAsync(context, departures, DepartureAction.Authorize, id);
        return Results.Redirect(AppLinks.Authorize(app, authorize.RedirectUrl, state));
    }

    private static async Task<IResult> LeaveToInstallAsync(
        HttpContext context,
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        Departures departures
    )
    {
        if (await AppAsync(dbs, id, context.RequestAborted) is not { Slug: not null } app)
        {
            return BrowserReturns.Redirect(context, $"connections/{id}");
        }

        var state = await LeaveAsync(context, departures, DepartureAction.InstallApp, id);
        return Results.Redirect(AppLinks.Install(app, state));
    }

    // An app has one address to which people come back from an authorization, whatever they left for.
    // https://docs.github.com/apps/creating-github-apps/registering-a-github-app/about-the-user-authorization-callback-url
    private static async Task<IResult> AuthorizedAsync(
        HttpContext context,
        ReturnStash stash,
        Departures departures,
        IEnumerable<IAuthorizationReturn> returns
    )
    {
        if (BrowserReturns.Read(context, stash, out var signIn) is not var (arrival, administrator))
        {
            return signIn;
        }

        var action =
            await departures.ActionAsync(arrival.State, context.RequestAborted)
            ?? DepartureAction.Authorize;
        return returns.SingleOrDefault(one => one.Action == action) is { } known
            ? await known.RunAsync(context, arrival, administrator)
            : BrowserReturns.Explain(context, new ReturnCheck(ReturnVerdict.Unknown, null));
    }

    private static async Task<IResult> InstalledAsync(
        HttpContext context,
        ReturnStash stash,
        ReturnFromInstall returned
    )
    {
        if (BrowserReturns.Read(context, stash, out var signIn) is not var (arrival, administrator))
        {
            return signIn;
        }

        var installation = long.TryParse(
            arrival.InstallationId,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var id
        )
            ? id
            : (long?)null;
        if (string.IsNullOrEmpty(arrival.State))
        {
            // Without a state the person came from the server's own pages: a reason to look again, never to bind.
            var known = await returned.RefreshAsync(installation, context.RequestAborted);
            return BrowserReturns.Redirect(
                context,
                known is null ? "connections" : $"connections/{known}"
            );
        }

        var check = await returned.RunAsync(
            arrival,
            installation,
            administrator,
            context.RequestAborted
        );
        return check is { Verdict: ReturnVerdict.Accepted, ConnectionId: { } connection }
            ? BrowserReturns.Redirect(context, $"connections/{connection}")
            : BrowserReturns.Explain(context, check);
    }

    private static async Task<App?> AppAsync(
        IDbContextFactory<PortalDb> dbs,
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return
            await db
                .Connections.AsNoTracking()
                .Include(row => row.App)
                    .ThenInclude(app => app.Host)
                .Where(row =>
                    row.Id == connectionId
                    && row.EndingId == null
                    // Until an administrator confirmed the app, nobody authorizes or installs it.
                    && !row.App.AwaitsConfirmation
                )
                .Select(row => row.App)
                .SingleOrDefaultAsync(cancellationToken)
                is { } app
            ? await db
                .Apps.AsNoTracking()
                .Include(row => row.Host)
                .SingleAsync(row => row.Id == app.Id, cancellationToken)
            : null;
    }

    private static Task<string> LeaveAsync(
        HttpContext context,
        Departures departures,
        DepartureAction action,
        Guid connectionId
    ) =>
        departures.LeaveAsync(
            action,
            connectionId,
            Guid.Parse(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!),
            context.RequestAborted
        );
}
