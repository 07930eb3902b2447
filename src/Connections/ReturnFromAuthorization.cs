using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>Who authorized the app of a connection comes back: on to the installation, unless there is something to adopt first.</summary>
internal sealed class ReturnFromAuthorization(
    AuthorizePerson authorize,
    FindInstallations find,
    IDbContextFactory<PortalDb> dbs
) : IAuthorizationReturn
{
    public DepartureAction Action => DepartureAction.Authorize;

    public async Task<IResult> RunAsync(
        HttpContext context,
        BrowserReturn arrival,
        Actor administrator
    )
    {
        var check = await authorize.RunAsync(arrival, administrator, context.RequestAborted);
        if (check is not { Verdict: ReturnVerdict.Accepted, ConnectionId: { } id })
        {
            return BrowserReturns.Explain(context, check);
        }

        await using var db = await dbs.CreateDbContextAsync(context.RequestAborted);
        var goOn =
            await db.Connections.AnyAsync(
                row => row.Id == id && row.Stage == Stage.InstallApp,
                context.RequestAborted
            )
            && (await find.RunAsync(id, context.RequestAborted)).Count == 0;
        return BrowserReturns.Redirect(
            context,
            goOn ? $"connections/{id}/install" : $"connections/{id}"
        );
    }
}
