using Portal.Data;

namespace Portal.Webhooks;

/// <summary>What became of a delivery that was to be stored.</summary>
public enum Storing
{
    /// <summary>It is stored and waits to be handled; or it was known, had failed, and waits again.</summary>
    Waits,

    /// <summary>It came before, and nothing is to be done with it.</summary>
    Known,

    /// <summary>The app stopped taking deliveries, or is gone.</summary>
    Stopped,

    /// <summary>The secret that signed it is not valid any more.</summary>
    SecretGone,
}

/// <summary>
/// Stores a verified delivery. Deliveries that come at the same time share a commit; each is stored only while, in that very
/// transaction, its app takes deliveries and the secret that signed it is valid.
/// </summary>
public sealed class StoreDelivery(
    GroupCommit commits,
    DeliveryPulse pulse,
    Changes changes,
    WakeUps wakeUps
)
{
    private const string TakesDeliveries =
        """SELECT 1 FROM "Apps" WHERE "Id" = @p0 AND "IntakeStoppedAt" IS NULL""";

    private const string IsValid =
        """SELECT 1 FROM "Secrets" WHERE "Id" = @p0 AND ("RetiresAt" IS NULL OR "RetiresAt" > @p1)""";

    private static readonly Insertion s_delivery = new(
        "Deliveries",
        [
            ("AppId", ColumnKind.Id),
            ("Guid", ColumnKind.Id),
            ("Event", ColumnKind.Text),
            ("Action", ColumnKind.Text),
            ("InstallationGitHubId", ColumnKind.Number),
            ("RepositoryName", ColumnKind.Text),
            ("Lane", ColumnKind.Text),
            ("ReceivedAt", ColumnKind.Number),
            ("Size", ColumnKind.Number),
            ("BodyHash", ColumnKind.Bytes),
        ],
        [("State", "'Received'"), ("Attempts", "0"), ("Replayed", "FALSE")],
        key: ("AppId", "Guid"),
        returns: "Id"
    );

    private static readonly Insertion s_body = new(
        "DeliveryBodies",
        [
            ("DeliveryId", ColumnKind.Number),
            ("Headers", ColumnKind.Text),
            ("Encoding", ColumnKind.Text),
            ("Bytes", ColumnKind.Bytes),
        ],
        [],
        key: null,
        returns: "DeliveryId"
    );

    private const string WakeFailed = """
        UPDATE "Deliveries" SET "State" = 'Received', "Attempts" = 0, "RetryAt" = NULL
        WHERE "AppId" = @p0 AND "Guid" = @p1 AND "State" IN ('Failed', 'Parked')
        """;

    private const string NoteArrival = """
        UPDATE "Apps" SET "LastDeliveryAt" = @p1 WHERE "Id" = @p0
        """;

    // Where GitHub's log said that deliveries do not arrive, this one shows that they do.
    private const string AskForCheck = """
        UPDATE "Connections" SET "CheckWanted" = TRUE
        WHERE "AppId" = @p0 AND "Reason" = 'WebhooksNotArriving' AND "CheckWanted" = FALSE
        """;

    /// <param name="delivery">A new row.</param>
    /// <param name="signer">The row of the secret that signed it.</param>
    /// <exception cref="System.Data.Common.DbException">It could not be written.</exception>
    public async Task<Storing> RunAsync(Delivery delivery, Guid signer)
    {
        var (storing, added, check) = await commits.RunAsync(
            writes => WriteAsync(writes, delivery, signer),
            delivery.Body.Bytes.Length
        );
        if (storing == Storing.Waits)
        {
            wakeUps.Deliveries.Ring();
            changes.PublishSoon(Changes.Deliveries);
        }

        if (added is { } id)
        {
            pulse.Received(id, delivery.AppId, delivery.InstallationGitHubId, delivery.ReceivedAt);
        }

        if (check)
        {
            wakeUps.Checks.Ring();
        }

        return storing;
    }

    private static async Task<(Storing, long? Added, bool Check)> WriteAsync(
        WriteBatch writes,
        Delivery delivery,
        Guid signer
    )
    {
        var app = delivery.AppId;
        var takes = writes.Once(
            (app, nameof(TakesDeliveries)),
            () => writes.Scalar(TakesDeliveries, app)
        );
        var valid = writes.Once(
            (signer, nameof(IsValid)),
            () => writes.Scalar(IsValid, signer, delivery.ReceivedAt)
        );
        if (await takes is null)
        {
            return (Storing.Stopped, null, false);
        }

        if (await valid is null)
        {
            return (Storing.SecretGone, null, false);
        }

        // Null when it came before.
        var id = await writes.Insert(
            s_delivery,
            app,
            delivery.Guid,
            delivery.Event,
            delivery.Action,
            delivery.InstallationGitHubId,
            delivery.RepositoryName,
            delivery.Lane,
            delivery.ReceivedAt,
            delivery.Size,
            delivery.BodyHash
        );
        var woken = id is null ? writes.Execute(WakeFailed, app, delivery.Guid) : null;
        if (id is not null)
        {
            _ = writes.Insert(
                s_body,
                id,
                delivery.Body.Headers,
                delivery.Body.Encoding,
                delivery.Body.Bytes
            );
        }

        _ = writes.Once(
            (app, nameof(NoteArrival)),
            () => writes.Execute(NoteArrival, app, delivery.ReceivedAt)
        );
        var check = writes.Once((app, nameof(AskForCheck)), () => writes.Execute(AskForCheck, app));
        var waits = id is not null || await woken! > 0;
        return (waits ? Storing.Waits : Storing.Known, (long?)id, await check > 0);
    }
}
