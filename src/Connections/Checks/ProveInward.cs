using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>What came of a proof.</summary>
/// <param name="Seen">The attempt in GitHub's log; null when there is none.</param>
/// <param name="Problem">Why it could not be found out, in a sentence.</param>
internal sealed record InwardProof(HookDeliveryAnswer? Seen, string? Problem);

/// <summary>
/// Proves that what GitHub sends arrives: has GitHub send its newest delivery once more, and reads in GitHub's own log what it
/// got for an answer. What was handled is not handled again. A request of the portal to itself would prove nothing.
/// https://docs.github.com/rest/apps/webhooks#redeliver-a-delivery-for-an-app-webhook
/// </summary>
public sealed class ProveInward(IDbContextFactory<PortalDb> dbs, AppApi github, TimeProvider time)
{
    /// <summary>An app that heard of GitHub within this time needs no further proof.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_moment = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>A server waits 30 seconds for the portal's answer, and then writes it down.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(40);

    /// <summary>Asks, and waits for what GitHub's log says of it.</summary>
    /// <param name="sight">As it is now.</param>
    internal async Task<InwardProof> RunAsync(
        App app,
        AppSight sight,
        CancellationToken cancellationToken
    )
    {
        if (sight.Log is not [var newest, ..])
        {
            return new InwardProof(
                null,
                sight.Log is null
                    ? $"GitHub's log of deliveries could not be read. {sight.LogProblem}".TrimEnd()
                    : "GitHub's log has no delivery of the last days that could be sent once more: it is known with the next push, pull request or branch."
            );
        }

        try
        {
            await AskAsync(app, newest, cancellationToken);
            var begun = time.GetTimestamp();
            while (time.GetElapsedTime(begun) < s_longest)
            {
                await Task.Delay(s_look, time, cancellationToken);
                var now = await github.ListDeliveriesAsync(app, cancellationToken);
                var known = sight.Log.Select(delivery => delivery.Id).ToHashSet();
                if (
                    now.Find(delivery =>
                        delivery.Guid == newest.Guid && !known.Contains(delivery.Id)
                    ) is
                    { } seen
                )
                {
                    return new InwardProof(seen, null);
                }
            }

            return new InwardProof(
                null,
                $"GitHub took the request, and its log says nothing of it after {s_longest.TotalSeconds:N0} seconds. The next check reads the log again."
            );
        }
        catch (GitHubException failure)
        {
            return new InwardProof(
                null,
                $"GitHub could not be asked to send its newest delivery once more. {failure.Message}"
            );
        }
    }

    /// <summary>
    /// Asks where the newest attempt failed, or is older than an hour. The check after this one reads what came of it.
    /// </summary>
    /// <param name="scheduled">The check is one of many: where the others of the app asked a moment ago, that will do.</param>
    internal async Task AskWhenDueAsync(
        App app,
        IReadOnlyList<HookDeliveryAnswer>? log,
        bool scheduled,
        CancellationToken cancellationToken
    )
    {
        if (log is not [var newest, ..])
        {
            return;
        }

        var arrived = HookLog.Arrived(newest);
        var now = time.GetUtcNow();
        if (
            // What the portal itself refused it would refuse again.
            newest.StatusCode
                is 401
                    or 410
            || (arrived && (app.HookAskedAt > now - s_fresh || newest.DeliveredAt > now - s_fresh))
            || (!arrived && scheduled && app.HookAskedAt > now - s_moment)
        )
        {
            return;
        }

        try
        {
            await AskAsync(app, newest, cancellationToken);
        }
        catch (GitHubException)
        {
            // The next check reads the log again and asks again.
        }
    }

    private async Task AskAsync(
        App app,
        HookDeliveryAnswer delivery,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Apps.Where(row => row.Id == app.Id)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.HookAskedAt, now),
                cancellationToken
            );
        await github.RedeliverAsync(app, delivery.Id, cancellationToken);
    }
}
