using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Connections.Checks;

/// <summary>
/// Checks the connections that somebody wants checked, those whose time has come, and those whose app GitHub has to deny a
/// second time. Each host has two checks at a time, and four scheduled ones a second at the most: one with a thousand connections
/// is not stormed, and a slow one holds up no other.
/// </summary>
public sealed partial class CheckDueConnections(
    IDbContextFactory<PortalDb> dbs,
    CheckConnection check,
    LookAtApp apps,
    IOptions<PortalOptions> options,
    WakeUps wakeUps,
    TimeProvider time,
    ILogger<CheckDueConnections> log
)
{
    private const int AtOnce = 2;

    /// <summary>Few, so that what somebody waits for is soon among them.</summary>
    private const int Turn = 8;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, bool> _busy = new();
    private bool _started;

    /// <summary>Begins with every host that has something due and is not at it already. Does not wait for them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (!_started)
        {
            // Much may have happened while nobody looked: after a start all are due.
            var now = time.GetUtcNow();
            await db
                .Connections.Where(row => row.CheckDueAt > now)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.CheckDueAt, now),
                    cancellationToken
                );
            _started = true;
        }

        var hosts = await db
            .Connections.Where(Due())
            .Select(row => row.HostId)
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (var host in hosts)
        {
            if (_busy.TryAdd(host, true))
            {
                _ = RunHostAsync(host, cancellationToken);
            }
        }
    }

    private async Task RunHostAsync(Guid host, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Yield();
            while (await NextAsync(host, cancellationToken) is { Count: > 0 } turn)
            {
                await RunTurnAsync(host, turn, cancellationToken);
            }

            _busy.TryRemove(host, out _);
            // What became due between the last look and now has heard no bell.
            if ((await NextAsync(host, cancellationToken)).Count > 0)
            {
                wakeUps.Checks.Ring();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The portal ends; what is due is due after the restart.
        }
        catch (Exception failure)
        {
            _busy.TryRemove(host, out _);
            LogFailed(failure, host);
        }
    }

    private Task RunTurnAsync(
        Guid host,
        List<DueCheck> turn,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            turn,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = cancellationToken,
            },
            async (due, stop) =>
            {
                var begun = time.GetTimestamp();
                await check.RunAsync(
                    due.Id,
                    stop,
                    due.Wanted ? CheckDepth.Anew : CheckDepth.Scheduled
                );
                var rest = s_pace * AtOnce - time.GetElapsedTime(begun);
                if (!due.Wanted && rest > TimeSpan.Zero && !apps.IsKnownToFail(host))
                {
                    await Task.Delay(rest, time, stop);
                }
            }
        );

    private async Task<List<DueCheck>> NextAsync(Guid host, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Connections.Where(row => row.HostId == host)
            .Where(Due())
            .OrderByDescending(row => row.CheckWanted)
            .ThenBy(row => row.CheckDueAt)
            .Take(Turn)
            .Select(row => new DueCheck(row.Id, row.CheckWanted || row.Reason == Reason.AppDoubted))
            .ToListAsync(cancellationToken);
    }

    private Expression<Func<Connection, bool>> Due()
    {
        var now = time.GetUtcNow();
        var doubted = now - options.Value.GoneConfirmation;
        // While a connection is being made, whoever makes it looks at it.
        var young = now - options.Value.CheckInterval;
        return row =>
            row.CheckWanted
            || row.EndingId == null
                && row.App.Creation == AppCreation.Created
                && (
                    row.CheckDueAt <= now && (row.CheckedAt != null || row.CreatedAt <= young)
                    || row.Reason == Reason.AppDoubted && row.App.GoneSince <= doubted
                );
    }

    private sealed record DueCheck(Guid Id, bool Wanted);

    [LoggerMessage(
        LogLevel.Error,
        "The checks of host {Host} failed; they go on with the next turn."
    )]
    private partial void LogFailed(Exception failure, Guid host);
}
