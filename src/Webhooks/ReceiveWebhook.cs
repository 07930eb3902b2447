using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;
using Portal.Telemetry;

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

    /// <summary>503: it could not be stored.</summary>
    NotStored,

    /// <summary>400: signed, and yet not a delivery.</summary>
    Malformed,
}

/// <summary>
/// Verifies a delivery over its exact bytes and stores it. What is acknowledged is in the database.
/// https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
/// </summary>
public sealed partial class ReceiveWebhook(
    IntakeApps apps,
    StoreDelivery store,
    RefuseDelivery refuse,
    IntakeLoad load,
    IDbContextFactory<PortalDb> dbs,
    TimeProvider time,
    ILogger<ReceiveWebhook> log
)
{
    /// <summary>How long a delivery can be on its way: a server waits 30 seconds for the answer.</summary>
    private static readonly TimeSpan s_onTheWay = TimeSpan.FromMinutes(1);

    public async Task<Receipt> RunAsync(
        string appKey,
        DeliveryHeaders headers,
        ReadOnlyMemory<byte> body,
        string? address
    )
    {
        using var span = Measures.Spans.StartActivity("take in a delivery", ActivityKind.Server);
        var begun = time.GetTimestamp();
        var receipt = await DecideAsync(appKey, headers, body, address);
        span?.SetTag("portal.delivery.result", receipt.ToString())
            .SetTag("portal.delivery.id", Guid.TryParse(headers.Delivery, out var id) ? id : null);
        if (Measures.Intake.Enabled)
        {
            Measures.Intake.Record(
                time.GetElapsedTime(begun).TotalSeconds,
                new KeyValuePair<string, object?>("result", receipt)
            );
        }

        return receipt;
    }

    private async Task<Receipt> DecideAsync(
        string appKey,
        DeliveryHeaders headers,
        ReadOnlyMemory<byte> body,
        string? address
    )
    {
        load.Came();
        try
        {
            // With two secrets the older one ends when GitHub first signs with the newer: not from memory.
            if (
                apps.Recent(appKey) is { IsStopped: false, Secrets: [_] } recent
                && await TakeAsync(recent, headers, body) is Receipt.Accepted
            )
            {
                return Receipt.Accepted;
            }

            return await apps.ReadAsync(appKey) switch
            {
                null => await refuse.UnknownAsync(appKey),
                { IsStopped: true } => Receipt.Ended,
                { Secrets: [] } => Receipt.NotReady,
                var app => await TakeAsync(app, headers, body)
                    ?? await refuse.UnsignedAsync(app.Id, headers.Signature, address),
            };
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException)
        {
            LogNotStored(failure.GetType().Name, failure.Message);
            return Receipt.NotStored;
        }
    }

    /// <summary>Null when none of the app's secrets signed it.</summary>
    private async Task<Receipt?> TakeAsync(
        IntakeApp app,
        DeliveryHeaders headers,
        ReadOnlyMemory<byte> body
    )
    {
        var signature = WebhookSignature.Verify(headers.Signature, app.Secrets, body.Span);
        if (signature.Check != SignatureCheck.Valid)
        {
            return null;
        }

        if (signature.Signer == 0 && app.Secrets.Count > 1)
        {
            // GitHub signs with the new secret: what the old one signed is on its way, or will never come.
            await using var db = await dbs.CreateDbContextAsync();
            await SecretStore.RetireOlderAsync(
                db,
                app.Secrets[0].Id,
                time.GetUtcNow() + s_onTheWay,
                CancellationToken.None
            );
        }

        if (Delivery(app.Id, headers, body, signature.BodyHash) is not { } delivery)
        {
            return Receipt.Malformed;
        }

        return await store.RunAsync(delivery, app.Secrets[signature.Signer].Id) switch
        {
            Storing.Stored => Receipt.Accepted,
            Storing.Stopped => Receipt.Ended,
            Storing.SecretGone => null,
        };
    }

    private Delivery? Delivery(
        Guid appId,
        DeliveryHeaders headers,
        ReadOnlyMemory<byte> body,
        byte[] hash
    )
    {
        if (
            !Guid.TryParse(headers.Delivery, out var guid)
            || string.IsNullOrEmpty(headers.Event)
            || headers.Event.Length > 100
            || DeliveryPayload.Read(headers.ContentType, body) is not { } payload
        )
        {
            return null;
        }

        return new Delivery
        {
            AppId = appId,
            Guid = guid,
            Event = headers.Event,
            Action = payload.Action,
            InstallationGitHubId = payload.InstallationId,
            RepositoryName = payload.Repository,
            Lane = Data.Delivery.LaneOf(appId, payload.InstallationId, payload.Repository),
            ReceivedAt = time.GetUtcNow(),
            Size = payload.Json.Length,
            Body = KeepBody.Of(payload.Json.Span, headers.Kept),
            BodyHash = hash,
            State = DeliveryState.Received,
            Sorted = false,
        };
    }

    [LoggerMessage(
        LogLevel.Error,
        "A delivery could not be stored and was refused with 503 ({Kind}): {Reason}"
    )]
    private partial void LogNotStored(string kind, string reason);
}
