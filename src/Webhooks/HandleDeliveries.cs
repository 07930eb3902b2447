using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// Handles stored deliveries: those of one repository in the order in which they came, those of several repositories at the
/// same time. One that fails is tried again later and holds up no other.
/// </summary>
public sealed class HandleDeliveries(
    IDbContextFactory<PortalDb> dbs,
    SortDeliveries sort,
    NextDelivery next,
    AttemptDelivery attempt,
    IntakeLoad load,
    HandlingHeartbeat heartbeat,
    WakeUps wakeUps,
    TimeProvider time
)
{
    /// <summary>Handling mostly waits for GitHub, which asks for no more than a hundred calls at once.</summary>
    private const int AtOnce = 16;

    /// <summary>In a burst some hundred a second are sorted, and the rest after it.</summary>
    private const int FewSorted = 32;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private long? _woken;

    /// <summary>Handles all that is due, and ends when nothing is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            await WakeAsync(cancellationToken);
            while (true)
            {
                heartbeat.Beat();
                await load.LetPassAsync(cancellationToken);
                if (sort.Waits)
                {
                    await sort.RunAsync(load.IsHigh ? FewSorted : SortDeliveries.Most);
                }

                if (
                    running.Count < AtOnce
                    && await next.FindAsync(running.Keys, cancellationToken) is { } found
                )
                {
                    running.Add(found.Lane, attempt.RunAsync(found.Id, cancellationToken));
                }
                else if (running.Count > 0)
                {
                    await EndOfOneAsync(running, cancellationToken);
                }
                else if (!sort.Waits)
                {
                    return;
                }
            }
        }
        finally
        {
            // Whoever starts this again must find the lanes free.
            await Task.WhenAll(running.Values)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until a lane is free again, or something new came, or is due again.</summary>
    private async Task EndOfOneAsync(
        Dictionary<string, Task> running,
        CancellationToken cancellationToken
    )
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var bell = wakeUps.Deliveries.WaitAsync(s_look, time, enough.Token);
        await Task.WhenAny([bell, .. running.Values]);
        await enough.CancelAsync();
        await bell.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (lane, ended) in running.Where(pair => pair.Value.IsCompleted).ToList())
        {
            running.Remove(lane);
            await ended;
        }

        await WakeAsync(cancellationToken);
    }

    /// <summary>What failed and is due again waits like the others, in its old place. Looks once a second, however often it is asked.</summary>
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (_woken is { } last && time.GetElapsedTime(last) < s_look)
        {
            return;
        }

        _woken = time.GetTimestamp();
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var due = db.Deliveries.Where(row =>
            row.State == DeliveryState.Failed && row.RetryAt <= now
        );
        // Asking takes no lock; that something is due is rare.
        if (await due.AnyAsync(cancellationToken))
        {
            await due.ExecuteUpdateAsync(
                update => update.SetProperty(row => row.State, DeliveryState.Received),
                cancellationToken
            );
        }
    }
}
