using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;

namespace Portal.GitHubConnect.Contributions;

/// <summary>The way out to one side of a link, where a person shows which account is theirs by signing in with it.</summary>
internal static class LeaveToLink
{
    public static async Task<IResult> RunAsync(
        HttpContext context,
        Guid id,
        string side,
        IDbContextFactory<PortalDb> dbs,
        Departures departures,
        AuthorizePerson authorize
    )
    {
        await using var db = await dbs.CreateDbContextAsync(context.RequestAborted);
        var sides = await ContributionSides.OfAsync(db, id, context.RequestAborted);
        if (
            !Enum.TryParse<LinkSide>(side, ignoreCase: true, out var where)
            || sides?.Connections.GetValueOrDefault(where)
                is not { App.ClientId: not null } connection
        )
        {
            // The page says what is in the way.
            return BrowserReturns.Redirect(context, $"github-connect/{id}/contributions");
        }

        var state = await departures.LeaveAsync(
            DepartureAction.LinkAccount,
            connection.Id,
            Actor.Of(context.User).Id,
            context.RequestAborted
        );
        return Results.Redirect(AppLinks.Authorize(connection.App, authorize.RedirectUrl, state));
    }
}
