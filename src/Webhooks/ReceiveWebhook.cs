using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Webhooks;

/// <summary>What the sender of a delivery is told.</summary>
public enum Receipt
{
    /// <summary>202: stored, or known already.</summary>
    Accepted,

    /// <summary>401: not signed by a secret of this app.</summary>
    Refused,

    /// <summary>404: there is no such address.</summary>
    Unknown,

    /// <summary>410: the app has ended.</summary>
    Ended,

    /// <summary>503: the app's secret is not known yet; GitHub keeps the delivery in its log.</summary>
    NotReady,

    /// <summary>400: signed, and yet not a delivery.</summary>
    Malformed,
}

/// <summary>The headers of a delivery that the portal reads.</summary>
public sealed record DeliveryHeaders(
    string? Delivery,
    string? Event,
    string? Signature,
    string? ContentType
);

/// <summary>
/// Verifies a delivery over its exact bytes and stores it. What is acknowledged is in the database.
/// https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
/// </summary>
public sealed class ReceiveWebhook(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    AuditLog audit,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>How long a delivery can be on its way: a server waits 30 seconds for the answer.</summary>
    private static readonly TimeSpan s_onTheWay = TimeSpan.FromMinutes(1);

    public async Task<Receipt> RunAsync(
        string appKey,
        DeliveryHeaders headers,
        byte[] body,
        string? address,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.AsNoTracking()
            .Where(row => row.Key == appKey)
            .Select(row => new
            {
                row.Id,
                row.Creation,
                row.IntakeStoppedAt,
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (app is null)
        {
            var ended = await db
                .Tombstones.Where(row => row.AppKey == appKey)
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(
                            row => row.LateDeliveries,
                            row => row.LateDeliveries + 1
                        ),
                    cancellationToken
                );
            return ended > 0 ? Receipt.Ended : Receipt.Unknown;
        }

        if (app.IntakeStoppedAt is not null)
        {
            return Receipt.Ended;
        }

        var current = await secrets.GetAllAsync(
            app.Id,
            SecretField.WebhookSecret,
            cancellationToken
        );
        if (app.Creation != AppCreation.Created || current.Count == 0)
        {
            return Receipt.NotReady;
        }

        var check = WebhookSignature.Check(
            headers.Signature,
            [.. current.Select(secret => secret.Text)],
            body,
            out var signer
        );
        if (check != SignatureCheck.Valid)
        {
            await audit.CountAsync(
                "anonymous",
                $"sent a webhook with a {check.ToString().ToLowerInvariant()} signature for",
                $"app {app.Id}",
                address,
                cancellationToken
            );
            return Receipt.Refused;
        }

        if (signer == 0 && current.Count > 1)
        {
            // GitHub signs with the new secret: what the old one signed is on its way, or will never come.
            await SecretStore.RetireOlderAsync(
                db,
                current[0].Id,
                time.GetUtcNow() + s_onTheWay,
                cancellationToken
            );
        }

        return await StoreAsync(db, app.Id, headers, body, cancellationToken);
    }

    private async Task<Receipt> StoreAsync(
        PortalDb db,
        Guid appId,
        DeliveryHeaders headers,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        if (
            !Guid.TryParse(headers.Delivery, out var guid)
            || string.IsNullOrEmpty(headers.Event)
            || headers.Event.Length > 100
            || DeliveryPayload.Read(headers.ContentType, body) is not { } payload
        )
        {
            return Receipt.Malformed;
        }

        var now = time.GetUtcNow();
        if (!await IsKnownAsync(db, appId, guid, cancellationToken))
        {
            var hash = SHA256.HashData(body);
            var delivery = new Delivery
            {
                AppId = appId,
                Guid = guid,
                Event = headers.Event,
                Action = payload.Action,
                InstallationGitHubId = payload.InstallationId,
                RepositoryName = payload.Repository,
                ReceivedAt = now,
                Body = payload.Json,
                BodyHash = hash,
                Replayed = await db.Deliveries.AnyAsync(
                    row => row.AppId == appId && row.BodyHash == hash,
                    cancellationToken
                ),
                State = DeliveryState.Received,
            };
            await AddAsync(db, delivery, cancellationToken);
        }

        await db
            .Apps.Where(row => row.Id == appId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.LastDeliveryAt, now),
                cancellationToken
            );
        wakeUps.Deliveries.Ring();
        await TellArrivalAsync(db, appId, cancellationToken);
        return Receipt.Accepted;
    }

    /// <summary>
    /// Whether the same GUID came before. After a success nothing is to be done with it, after a failure it is handled again.
    /// </summary>
    private static async Task<bool> IsKnownAsync(
        PortalDb db,
        Guid appId,
        Guid guid,
        CancellationToken cancellationToken
    ) =>
        await db
            .Deliveries.Where(row =>
                row.AppId == appId && row.Guid == guid && row.State == DeliveryState.Failed
            )
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.State, DeliveryState.Received)
                        .SetProperty(row => row.Attempts, 0),
                cancellationToken
            ) > 0
        || await db.Deliveries.AnyAsync(
            row => row.AppId == appId && row.Guid == guid,
            cancellationToken
        );

    private static async Task AddAsync(
        PortalDb db,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        db.Deliveries.Add(delivery);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // It came twice at the same moment: the other one was quicker.
            db.ChangeTracker.Clear();
            if (!await IsKnownAsync(db, delivery.AppId, delivery.Guid, cancellationToken))
            {
                throw;
            }
        }
    }

    /// <summary>Where GitHub's log said that deliveries do not arrive, this one shows that they do.</summary>
    private async Task TellArrivalAsync(
        PortalDb db,
        Guid appId,
        CancellationToken cancellationToken
    )
    {
        var doubted = db.Connections.Where(row =>
            row.AppId == appId && row.Reason == Reason.WebhooksNotArriving
        );
        if (await doubted.AnyAsync(cancellationToken))
        {
            await doubted.ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, true),
                cancellationToken
            );
            wakeUps.Checks.Ring();
        }
    }
}
