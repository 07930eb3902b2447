using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.GitHubConnect.Contributions;

/// <summary>
/// A person comes back from signing in on one side of a link: the account is theirs. The token that shows it is asked who it
/// is, and revoked; it is never stored.
/// </summary>
public sealed class ReturnToLink(
    IDbContextFactory<PortalDb> dbs,
    Departures departures,
    PersonApi github,
    AuthorizePerson authorize,
    LinkAccount link,
    AuditLog audit
) : IAuthorizationReturn
{
    public DepartureAction Action => DepartureAction.LinkAccount;

    public async Task<IResult> RunAsync(
        HttpContext context,
        BrowserReturn arrival,
        Actor administrator
    )
    {
        var (check, linkId) = await RunAsync(arrival, administrator, context.RequestAborted);
        return linkId is { } id
            ? BrowserReturns.Redirect(context, $"github-connect/{id}/contributions")
            : BrowserReturns.Explain(context, check);
    }

    /// <summary>The verdict on the return, and the link to whose page it leads; null where that may not be told.</summary>
    private async Task<(ReturnCheck Check, Guid? LinkId)> RunAsync(
        BrowserReturn arrival,
        Actor person,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var check = await departures.RedeemAsync(
            db,
            arrival.State,
            Action,
            Traveller.As(person),
            cancellationToken
        );
        if (check.ConnectionId is not { } connectionId)
        {
            return (check, null);
        }

        var connection = await db
            .Connections.AsNoTracking()
            .Include(row => row.Host)
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(row => row.Id == connectionId, cancellationToken);
        var linkId = await db
            .Links.Where(row =>
                row.ServerId == connection.HostId || row.Connection!.AppId == connection.AppId
            )
            .Select(row => (Guid?)row.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (linkId is not { } id)
        {
            // Disabled meanwhile.
            return (check with { ConnectionId = null }, null);
        }

        var problem = check.Verdict switch
        {
            ReturnVerdict.Accepted when arrival.Code is { } code => await LinkAsync(
                id,
                connection,
                code,
                person
            ),
            ReturnVerdict.Accepted =>
                $"{connection.Host.Name} says that the authorization was not given ({arrival.Error ?? "no reason"}). Nothing was changed.",
            ReturnVerdict.Expired =>
                $"You were away for more than an hour, and the way back from {connection.Host.Name} works for 60 minutes. Nothing was changed: link the account again.",
            // Coming again changes nothing.
            _ => null,
        };
        if (problem is not null)
        {
            await link.SayAsync(id, person, problem);
        }

        return (check, id);
    }

    /// <summary>What went wrong, in a sentence; null when the account is linked. Not cancelled when the browser goes: the code works once.</summary>
    private async Task<string?> LinkAsync(
        Guid linkId,
        Connection connection,
        SecretText code,
        Actor person
    )
    {
        try
        {
            var token = await github.ExchangeCodeAsync(
                connection.App,
                code,
                authorize.RedirectUrl,
                CancellationToken.None
            );
            PersonAnswer account;
            try
            {
                account = await github.GetPersonAsync(
                    connection.App,
                    token,
                    CancellationToken.None
                );
            }
            finally
            {
                await RevokeAsync(connection, token);
            }

            return account.NodeId is { } nodeId
                ? await link.RunAsync(
                    linkId,
                    connection.HostId,
                    new ProvenAccount(account.Id, nodeId, account.Login),
                    person
                )
                : $"{connection.Host.Name} did not say which account @{account.Login} is. Nothing was changed.";
        }
        catch (GitHubException failure)
        {
            return $"{failure.Message} Nothing was changed: link the account again.";
        }
    }

    private async Task RevokeAsync(Connection connection, SecretText token)
    {
        try
        {
            await github.RevokeAsync(connection.App, token, CancellationToken.None);
        }
        catch (GitHubException failure)
        {
            await audit.WriteAsync(
                Actor.Portal,
                $"could not revoke the token with which an account was shown ({failure.Failure}); it is not stored and ends by itself within eight hours;",
                connection.Name,
                CancellationToken.None
            );
        }
    }
}
