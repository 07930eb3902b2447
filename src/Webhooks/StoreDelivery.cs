using Portal.Data;

namespace Portal.Webhooks;

/// <summary>What became of a delivery that was to be stored.</summary>
public enum Storing
{
    /// <summary>It is stored, and will be sorted and handled.</summary>
    Stored,

    /// <summary>The app stopped taking deliveries, or is gone.</summary>
    Stopped,

    /// <summary>The secret that signed it is not valid any more.</summary>
    SecretGone,
}

/// <summary>
/// Stores a verified delivery. Deliveries that come at the same time share a commit; each is stored only while, in that very
/// transaction, its app takes deliveries and the secret that signed it is valid. Whether it came before is found out later, by
/// <see cref="SortDeliveries"/>: GitHub waits for no more than that it is safe.
/// </summary>
/// <remarks>That the app is there is seen to here alone: on PostgreSQL no foreign key looks for it again.</remarks>
public sealed class StoreDelivery(GroupCommit commits, SortDeliveries sort)
{
    private const string TakesDeliveries =
        """SELECT 1 FROM "Apps" WHERE "Id" = @p0 AND "IntakeStoppedAt" IS NULL""";

    private const string IsValid =
        """SELECT 1 FROM "Secrets" WHERE "Id" = @p0 AND ("RetiresAt" IS NULL OR "RetiresAt" > @p1)""";

    private const string MayBeStored = """
        SELECT 1 FROM "Apps", "Secrets" WHERE "Apps"."Id" = @p0 AND "Apps"."IntakeStoppedAt" IS NULL
            AND "Secrets"."Id" = @p1 AND ("Secrets"."RetiresAt" IS NULL OR "Secrets"."RetiresAt" > @p2)
        """;

    private static readonly Insertion s_delivery = new(
        "Deliveries",
        [
            ("Id", ColumnKind.Number),
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
        [("State", "'Received'"), ("Sorted", "FALSE"), ("Attempts", "0"), ("Replayed", "FALSE")]
    );

    private static readonly Insertion s_body = new(
        "DeliveryBodies",
        [
            ("DeliveryId", ColumnKind.Number),
            ("Headers", ColumnKind.Text),
            ("Encoding", ColumnKind.Text),
            ("Bytes", ColumnKind.Bytes),
        ],
        []
    );

    /// <param name="delivery">A new row.</param>
    /// <param name="signer">The row of the secret that signed it.</param>
    /// <exception cref="System.Data.Common.DbException">It could not be written.</exception>
    public async Task<Storing> RunAsync(Delivery delivery, Guid signer)
    {
        Storing storing;
        try
        {
            storing = await commits.RunAsync(
                writes => Task.FromResult(Write(writes, delivery, signer)),
                delivery.Body.Bytes.Length
            );
        }
        catch (UnmetDemandException)
        {
            storing = await commits.RunAsync(
                writes => AskAndWriteAsync(writes, delivery, signer),
                delivery.Body.Bytes.Length
            );
        }

        if (storing == Storing.Stored)
        {
            sort.Stored();
        }

        return storing;
    }

    /// <summary>Awaits nothing: that it may be stored is almost always so.</summary>
    private static Storing Write(WriteBatch writes, Delivery delivery, Guid signer)
    {
        var app = delivery.AppId;
        _ = writes.Once(
            (app, signer),
            () => writes.Demand(MayBeStored, app, signer, delivery.ReceivedAt)
        );
        Insert(writes, delivery);
        return Storing.Stored;
    }

    /// <summary>Says which of the two it was that kept it from being stored.</summary>
    private static async Task<Storing> AskAndWriteAsync(
        WriteBatch writes,
        Delivery delivery,
        Guid signer
    )
    {
        var app = delivery.AppId;
        var takes = writes.Once(
            (app, nameof(TakesDeliveries)),
            () => writes.Any(TakesDeliveries, app)
        );
        var valid = writes.Once(
            (signer, nameof(IsValid)),
            () => writes.Any(IsValid, signer, delivery.ReceivedAt)
        );
        if (!await takes)
        {
            return Storing.Stopped;
        }

        if (!await valid)
        {
            return Storing.SecretGone;
        }

        Insert(writes, delivery);
        return Storing.Stored;
    }

    private static void Insert(WriteBatch writes, Delivery delivery)
    {
        var id = writes.NextId("Deliveries");
        writes.Insert(
            s_delivery,
            id,
            delivery.AppId,
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
        writes.Insert(
            s_body,
            id,
            delivery.Body.Headers,
            delivery.Body.Encoding,
            delivery.Body.Bytes
        );
    }
}
