using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Webhooks;

/// <summary>
/// Asks GitHub to send a delivery again, which proves that what GitHub sends arrives. GitHub knows it for three days on
/// github.com and for seven on a server; the delivery keeps its GUID.
/// https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
/// </summary>
public sealed class AskGitHubAgain(IDbContextFactory<PortalDb> dbs, AppApi github, AuditLog audit)
{
    /// <summary>What GitHub said, in a sentence; and whether it sends the delivery again.</summary>
    public async Task<(bool Asked, string Said)> RunAsync(
        long id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var delivery = await db
            .Deliveries.AsNoTracking()
            .Include(row => row.App.Host)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (delivery is null)
        {
            return (false, "The delivery is not here any more.");
        }

        if (delivery.App.IsContained)
        {
            return (
                false,
                "The app is contained: the portal asks nothing of GitHub until it is released."
            );
        }

        try
        {
            await foreach (
                var known in github.ReadDeliveryLogAsync(
                    delivery.App,
                    until: delivery.ReceivedAt - TimeSpan.FromHours(1),
                    cancellationToken
                )
            )
            {
                if (known.Guid == delivery.Guid)
                {
                    await github.RedeliverAsync(delivery.App, known.Id, cancellationToken);
                    await audit.WriteAsync(
                        actor,
                        "asked GitHub to deliver again:",
                        $"{delivery.Event} {delivery.Guid}",
                        cancellationToken
                    );
                    return (true, $"{delivery.App.Host.Name} sends it again under the same GUID.");
                }
            }

            return (
                false,
                $"{delivery.App.Host.Name} does not have it in its log any more. Handle what is stored here again instead."
            );
        }
        catch (GitHubException failure)
        {
            return (false, failure.Message);
        }
        catch (CryptographicException)
        {
            return (
                false,
                "The app's private key cannot be opened here: see the app's credentials."
            );
        }
    }
}
