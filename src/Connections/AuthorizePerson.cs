using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>
/// Learns who the person on the server is: exchanges the code of the authorization for that person's token, and keeps it,
/// encrypted, until the installation is bound.
/// </summary>
public sealed class AuthorizePerson(
    IDbContextFactory<PortalDb> dbs,
    Departures departures,
    PersonApi github,
    SecretStore secrets,
    RevokePersonToken revoke,
    IOptions<PortalOptions> options,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>Where GitHub sends the browser after the authorization.</summary>
    public string RedirectUrl => options.Value.Address("callbacks/authorized");

    public async Task<ReturnCheck> RunAsync(
        BrowserReturn arrival,
        Actor administrator,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var check = await departures.RedeemAsync(
            db,
            arrival.State,
            DepartureAction.Authorize,
            Traveller.As(administrator),
            cancellationToken
        );
        if (check.Verdict != ReturnVerdict.Accepted)
        {
            return check;
        }

        var connection = await db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(row => row.Id == check.ConnectionId, cancellationToken);
        if (connection.App.AwaitsConfirmation)
        {
            connection.Detail = "Confirm first that the app is the right one. Nothing was changed.";
        }
        else if (arrival.Code is null)
        {
            connection.Detail =
                $"{connection.Host.Name} says that the authorization was not given ({arrival.Error ?? "no reason"}). Nothing was changed.";
        }
        else
        {
            await ExchangeAsync(db, connection, arrival.Code, administrator);
        }

        await db.SaveChangesAsync(CancellationToken.None);
        changes.Publish(connection.Id);
        return check;
    }

    // Not cancelled when the browser goes: the code works once.
    private async Task ExchangeAsync(
        PortalDb db,
        Connection connection,
        SecretText code,
        Actor administrator
    )
    {
        try
        {
            var token = await github.ExchangeCodeAsync(
                connection.App,
                code,
                RedirectUrl,
                CancellationToken.None
            );
            var person = await github.GetPersonAsync(connection.App, token, CancellationToken.None);
            // Somebody else may have authorized before.
            await revoke.RunAsync(db, connection);
            secrets.Put(db, connection.Id, SecretField.PersonToken, token);
            connection.AuthorizedBy = person.Login;
            connection.AuthorizedBySiteAdministrator = person.SiteAdmin;
            connection.AuthorizedAt = time.GetUtcNow();
            connection.Stage = Stage.InstallApp;
            connection.Detail = null;
            await audit.WriteAsync(
                administrator,
                $"authorized, as @{person.Login}, the app of",
                connection.Name,
                CancellationToken.None
            );
        }
        catch (GitHubException failure)
        {
            connection.Detail = failure.Message;
        }
    }
}
