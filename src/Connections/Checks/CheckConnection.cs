using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;
using Portal.Telemetry;

namespace Portal.Connections.Checks;

/// <summary>How much a check asks of GitHub.</summary>
public enum CheckDepth
{
    /// <summary>By schedule: what was seen of the app or its host a moment ago counts for all its connections.</summary>
    Scheduled,

    /// <summary>Somebody waits, or something happened: all is asked now.</summary>
    Anew,

    /// <summary>And GitHub is asked to deliver once more, to see whether it arrives. That can take 40 seconds.</summary>
    BothDirections,
}

/// <summary>
/// Asks GitHub, with the app's own key, whether a connection works, and writes down the answer with all that has changed
/// since. A failed check never deletes anything; an app is gone only when GitHub says so twice. What is contained is not
/// asked for.
/// </summary>
public sealed class CheckConnection(
    IDbContextFactory<PortalDb> dbs,
    LookAtConnection look,
    ReadHealth health,
    ProveInward inward,
    WriteDownCheck write,
    ConfigureWebhook webhook,
    IOptions<PortalOptions> options,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time,
    ILogger<CheckConnection> log
)
{
    /// <param name="depth">How much is asked.</param>
    /// <param name="tell">Called with the lines that are known so far, each time there are more, on any thread.</param>
    public async Task RunAsync(
        Guid connectionId,
        CancellationToken cancellationToken,
        CheckDepth depth = CheckDepth.Anew,
        Action<IReadOnlyList<HealthLine>>? tell = null
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var begunAt = time.GetUtcNow();
        var next = NextAfter(begunAt);
        await db
            .Connections.Where(row => row.Id == connectionId)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.CheckWanted, false)
                        .SetProperty(row => row.CheckDueAt, next),
                cancellationToken
            );
        if (
            await FindAsync(db, connectionId, cancellationToken)
            is not { EndingId: null, App.Creation: AppCreation.Created } connection
        )
        {
            return;
        }

        using var scope = log.BeginScope(
            new Dictionary<string, object> { ["Connection"] = connectionId }
        );
        using var span = Measures.Spans.StartActivity("check a connection");
        var begun = time.GetTimestamp();
        var sight = new Sight();
        InwardProof? proof = null;
        if (!connection.App.IsContained)
        {
            await ConfigureAsync(db, connection.App, cancellationToken);
            sight = await look.RunAsync(
                connection,
                anew: depth != CheckDepth.Scheduled,
                tell is null
                    ? null
                    : more => tell(health.Read(connection, more, proof: null, complete: false)),
                cancellationToken
            );
            if (depth == CheckDepth.BothDirections && sight is { OfApp: { } seen, Failure: null })
            {
                proof = await inward.RunAsync(connection.App, seen, cancellationToken);
                // That took its time, in which another check may have seen more, and an administrator may have contained it.
                begunAt = time.GetUtcNow();
                await db.Entry(connection.App).ReloadAsync(cancellationToken);
                await db.Entry(connection.App.Host).ReloadAsync(cancellationToken);
                if (!connection.App.IsContained)
                {
                    sight = await look.RunAsync(
                        connection,
                        anew: true,
                        tell: null,
                        cancellationToken
                    );
                }

                if (sight.OfApp is { } now)
                {
                    sight = sight with { OfApp = now with { Log = With(proof.Seen, now.Log) } };
                }
            }
        }

        var reason = await write.RunAsync(connectionId, begunAt, sight, proof, cancellationToken);
        Tell(span, connectionId, reason, time.GetElapsedTime(begun));
        changes.Publish(connectionId);
        changes.Publish(connection.AppId);
        changes.Publish(connection.HostId);
        wakeUps.Links.Ring();
        if (proof is null && sight.Installation is not null)
        {
            await inward.AskWhenDueAsync(
                connection.App,
                sight.OfApp?.Log,
                scheduled: depth == CheckDepth.Scheduled,
                cancellationToken
            );
        }
    }

    // Between 90 and 110 % of the interval: what began together does not stay together.
    private DateTimeOffset NextAfter(DateTimeOffset now) =>
        now + options.Value.CheckInterval * (0.9 + 0.2 * Random.Shared.NextDouble());

    private static void Tell(Activity? span, Guid connection, Reason? reason, TimeSpan took)
    {
        var of = reason?.ToString() ?? "none";
        span?.SetTag("portal.connection.id", connection).SetTag("portal.reason", of);
        Measures.Checks.Record(took.TotalSeconds, new KeyValuePair<string, object?>("reason", of));
    }

    private static IReadOnlyList<HookDeliveryAnswer>? With(
        HookDeliveryAnswer? newest,
        IReadOnlyList<HookDeliveryAnswer>? log
    ) => newest is null ? log : [newest, .. log ?? []];

    private async Task ConfigureAsync(PortalDb db, App app, CancellationToken cancellationToken)
    {
        try
        {
            await webhook.RunAsync(app.Id, cancellationToken);
        }
        catch (CryptographicException)
        {
            // The look that follows says that the key ring does not open the key.
        }

        await db.Entry(app).ReloadAsync(cancellationToken);
    }

    internal static Task<Connection?> FindAsync(
        PortalDb db,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        db
            .Connections.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
}
