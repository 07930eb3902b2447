using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Webhooks;

/// <summary>
/// Compares GitHub's own log of deliveries with what arrived, and asks GitHub to send again what is missing: GitHub itself
/// never tries twice. After an outage that is shorter than GitHub's log is long, nothing is missing.
/// https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
/// </summary>
public sealed partial class RecoverDeliveries(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    Timeline timeline,
    IOptions<PortalOptions> options,
    TimeProvider time,
    ILogger<RecoverDeliveries> log
)
{
    /// <summary>A delivery that is refused each time, for instance because it is not one, is not asked for for ever.</summary>
    private const int MostAttempts = 4;

    private const int AppsAtOnce = 4;
    private const int Page = 100;

    // A server keeps its log for 7 days, github.com for 3. https://docs.github.com/rest/apps/webhooks
    private static readonly TimeSpan s_serverLog = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_cloudLog = TimeSpan.FromDays(3);

    /// <summary>What is younger may still be on its way.</summary>
    private static readonly TimeSpan s_onTheWay = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var apps = await db
            .Apps.Where(row =>
                row.Creation == AppCreation.Created
                && row.IntakeStoppedAt == null
                && row.ContainedAt == null
                && row.Host.ContainedAt == null
                && row.Host.Reason != Reason.Maintenance
                && db.Connections.Any(connection =>
                    connection.AppId == row.Id && connection.Reason != Reason.Maintenance
                )
            )
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(
            apps,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AppsAtOnce,
                CancellationToken = cancellationToken,
            },
            async (id, stop) => await RunAsync(id, stop)
        );
    }

    /// <summary>For one app; how many deliveries GitHub was asked for.</summary>
    public async Task<int> RunAsync(Guid appId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == appId, cancellationToken);
        if (app is null)
        {
            return 0;
        }

        try
        {
            // Where the webhook goes elsewhere, what is missing here arrived there.
            var hook = await github.GetWebhookAsync(app, cancellationToken);
            return hook.Url == options.Value.WebhookOf(app.Key)
                ? await CompareAsync(db, app, cancellationToken)
                : 0;
        }
        catch (GitHubException failure)
        {
            LogFailed(app.Id, failure.Failure);
        }
        catch (CryptographicException)
        {
            LogFailed(app.Id, GitHubFailure.NoCredentials);
        }

        return 0;
    }

    private async Task<int> CompareAsync(PortalDb db, App app, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var to = now - s_onTheWay;
        var missing = await FindAsync(db, app, From(app, now), to, cancellationToken);
        var asked = new List<MissingDelivery>();
        foreach (var delivery in missing.All.Where(each => each.Attempts < MostAttempts))
        {
            await github.RedeliverAsync(app, delivery.LogId, cancellationToken);
            asked.Add(delivery);
        }

        if (asked.Count > 0)
        {
            var told =
                $"{Words.Count(asked.Count, "delivery", "deliveries")} of {asked[0].At:d MMMM HH:mm} to {asked[^1].At:d MMMM HH:mm} UTC had not arrived: {app.Host.Name} was asked to send {(asked.Count == 1 ? "it" : "them")} again.";
            foreach (
                var connection in await db
                    .Connections.Where(row => row.AppId == app.Id)
                    .Select(row => row.Id)
                    .ToListAsync(cancellationToken)
            )
            {
                timeline.Add(db, connection, told);
            }

            LogAsked(app.Id, asked.Count);
        }

        // What was asked for is looked for again the next time.
        app.DeliveriesComparedTo = asked.Count > 0 ? asked[0].At : to;
        await db.SaveChangesAsync(cancellationToken);
        return asked.Count;
    }

    private static DateTimeOffset From(App app, DateTimeOffset now)
    {
        var reach =
            now - (app.Host.Flavor == HostFlavor.EnterpriseServer ? s_serverLog : s_cloudLog);
        // Before the app was here, its deliveries went elsewhere or nowhere.
        var known = app.DeliveriesComparedTo ?? app.CreationChangedAt;
        return known > reach ? known : reach;
    }

    private async Task<MissingDeliveries> FindAsync(
        PortalDb db,
        App app,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var missing = new MissingDeliveries();
        var page = new List<HookDeliveryAnswer>(Page);
        await foreach (var attempt in github.ReadDeliveryLogAsync(app, from, cancellationToken))
        {
            page.Add(attempt);
            if (page.Count == Page)
            {
                await LookAsync(db, app.Id, page, to, missing, cancellationToken);
                page.Clear();
            }
        }

        await LookAsync(db, app.Id, page, to, missing, cancellationToken);
        return missing;
    }

    private static async Task LookAsync(
        PortalDb db,
        Guid appId,
        List<HookDeliveryAnswer> page,
        DateTimeOffset to,
        MissingDeliveries missing,
        CancellationToken cancellationToken
    )
    {
        var guids = page.Select(attempt => attempt.Guid).ToHashSet();
        var here = await HereAsync(sorted: true, guids);
        guids.ExceptWith(here);
        if (guids.Count > 0)
        {
            // In a burst much waits to be sorted; and what is sorted since the first was asked is found by the last.
            here.UnionWith(await HereAsync(sorted: false, guids));
            here.UnionWith(await HereAsync(sorted: true, guids));
        }

        foreach (var attempt in page.Where(attempt => !here.Contains(attempt.Guid)))
        {
            missing.Add(attempt, isOnTheWay: attempt.DeliveredAt > to);
        }

        // Each has an index of its own, which a comparison with a parameter would not use.
        Task<HashSet<Guid>> HereAsync(bool sorted, HashSet<Guid> guids) =>
            (
                sorted
                    ? db.Deliveries.Where(row => row.Sorted)
                    : db.Deliveries.Where(row => !row.Sorted)
            )
                .Where(row => row.AppId == appId && guids.Contains(row.Guid))
                .Select(row => row.Guid)
                .ToHashSetAsync(cancellationToken);
    }

    [LoggerMessage(
        LogLevel.Information,
        "GitHub was asked for {Count} deliveries of app {App} that had not arrived."
    )]
    private partial void LogAsked(Guid app, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "GitHub's log of the deliveries of app {App} could not be compared: {Failure}."
    )]
    private partial void LogFailed(Guid app, GitHubFailure failure);
}
