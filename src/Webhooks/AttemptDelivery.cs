using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Telemetry;

namespace Portal.Webhooks;

/// <summary>
/// Handles one delivery once, and writes down what came of it. What failed is tried again after 5 seconds, 30 seconds, 5 and
/// 30 minutes; then it is parked, until somebody replays it or GitHub delivers it again.
/// </summary>
public sealed partial class AttemptDelivery(
    IDbContextFactory<PortalDb> dbs,
    HandleDelivery handle,
    GroupCommit commits,
    DeliveryPulse pulse,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time,
    ILogger<AttemptDelivery> log
)
{
    // What has a limit is read by itself, by the index of bodies: a database without statistics would look through all of an app.
    private const string Note = """
        UPDATE "Deliveries" SET "State" = @p1, "Attempts" = @p2, "Outcome" = @p3, "RetryAt" = @p4, "HandledAt" = @p5, "Took" = @p6,
            "Replayed" = "Replayed" OR EXISTS (SELECT 1 FROM
                (SELECT "AppId", "Id" FROM "Deliveries" WHERE "BodyHash" = @p7 AND "State" <> 'Received' LIMIT 2147483647) AS "Alike"
                WHERE "Alike"."AppId" = @p8 AND "Alike"."Id" < @p0)
        WHERE "Id" = @p0
        """;

    private const string Log = """
        INSERT INTO "DeliveryAttempts" ("DeliveryId", "At", "Took", "Outcome") VALUES (@p0, @p1, @p2, @p3)
        """;

    private static readonly TimeSpan[] s_retries =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
    ];

    // Asked for every delivery: what they mean to the database is worked out once.
    private readonly Func<PortalDb, long, CancellationToken, Task<Delivery?>> _read =
        EF.CompileAsyncQuery(
            (PortalDb db, long id, CancellationToken _) =>
                db
                    .Deliveries.AsNoTracking()
                    .Include(row => row.Body)
                    .FirstOrDefault(row => row.Id == id)
        );

    // A ping is the app's, and of no installation.
    private readonly Func<PortalDb, Guid, long?, IAsyncEnumerable<Guid>> _connections =
        EF.CompileAsyncQuery(
            (PortalDb db, Guid app, long? installation) =>
                db
                    .Connections.Where(row =>
                        row.AppId == app
                        && (installation == null || row.Installation!.GitHubId == installation)
                    )
                    .Select(row => row.Id)
        );

    public async Task RunAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var delivery = await _read(db, id, cancellationToken);
        if (delivery is null)
        {
            return;
        }

        using var scope = log.BeginScope(
            new Dictionary<string, object>
            {
                ["Delivery"] = delivery.Guid,
                ["App"] = delivery.AppId,
                ["Installation"] = delivery.InstallationGitHubId ?? 0,
            }
        );
        using var span = Measures.Spans.StartActivity("handle a delivery");
        var begun = time.GetTimestamp();
        delivery.Attempts++;
        delivery.RetryAt = null;
        try
        {
            delivery.Outcome = await handle.RunAsync(delivery, cancellationToken);
            delivery.State = DeliveryState.Handled;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was must not stop the deliveries behind it.
            await FailAsync(db, delivery, failure, cancellationToken);
        }

        delivery.HandledAt = time.GetUtcNow();
        delivery.Took = (int)time.GetElapsedTime(begun).TotalMilliseconds;
        Tell(span, delivery);
        await WriteAsync(delivery);
        await PublishAsync(db, delivery, cancellationToken);
    }

    private async Task FailAsync(
        PortalDb db,
        Delivery delivery,
        Exception failure,
        CancellationToken cancellationToken
    )
    {
        // GitHub's refusals say themselves what they are.
        delivery.Outcome =
            failure is GitHubException
                ? failure.Message
                : $"Handling failed in the portal ({failure.GetType().Name}).";
        delivery.State = DeliveryState.Failed;
        if (failure is GitHubException { Failure: GitHubFailure.Maintenance })
        {
            // Not the delivery's failure: a check tells when the maintenance is over.
            delivery.Attempts--;
            delivery.RetryAt = time.GetUtcNow() + s_retries[0];
            await db
                .Connections.Where(row => row.AppId == delivery.AppId)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.CheckWanted, true),
                    cancellationToken
                );
            wakeUps.Checks.Ring();
            return;
        }

        if (delivery.Attempts > s_retries.Length)
        {
            delivery.State = DeliveryState.Parked;
        }
        else
        {
            delivery.RetryAt = time.GetUtcNow() + s_retries[delivery.Attempts - 1];
        }

        pulse.Failed(delivery.AppId, delivery.InstallationGitHubId, time.GetUtcNow());
        LogFailed(delivery.Event, delivery.Attempts, failure.GetType().Name);
    }

    private static void Tell(Activity? span, Delivery delivery)
    {
        span?.SetTag("portal.delivery.id", delivery.Guid)
            .SetTag("portal.delivery.event", delivery.Event)
            .SetTag("portal.delivery.result", delivery.State.ToString());
        Measures.Handling.Record(
            delivery.Took!.Value / 1000.0,
            new("event", delivery.Event),
            new("result", delivery.State)
        );
    }

    private Task<int> WriteAsync(Delivery delivery) =>
        commits.RunAsync(async writes =>
        {
            var found = await writes.Execute(
                Note,
                delivery.Id,
                delivery.State,
                delivery.Attempts,
                delivery.Outcome,
                delivery.RetryAt,
                delivery.HandledAt,
                delivery.Took,
                delivery.BodyHash,
                delivery.AppId
            );
            // It may have ended with its app meanwhile.
            return found > 0 && delivery.State != DeliveryState.Handled
                ? await writes.Execute(
                    Log,
                    delivery.Id,
                    delivery.HandledAt,
                    delivery.Took,
                    delivery.Outcome
                )
                : 0;
        });

    private async Task PublishAsync(
        PortalDb db,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var connection in _connections(db, delivery.AppId, delivery.InstallationGitHubId)
                .WithCancellation(cancellationToken)
        )
        {
            changes.PublishSoon(connection);
        }

        changes.PublishSoon(Changes.Deliveries);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Handling a {Event} delivery failed, attempt {Attempt}: {Failure}."
    )]
    private partial void LogFailed(string @event, int attempt, string failure);
}
