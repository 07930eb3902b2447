using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Webhooks;

/// <summary>The app behind a webhook address.</summary>
/// <param name="IsStopped">It is being disconnected, and takes no deliveries any more.</param>
/// <param name="Secrets">The webhook secrets that are valid now, newest first; none before the app's credentials are stored.</param>
public sealed record IntakeApp(Guid Id, bool IsStopped, IReadOnlyList<OpenedSecret> Secrets);

/// <summary>
/// Finds the app behind a webhook address, and remembers it for a second, so that a burst of deliveries does not read the
/// same again. What is remembered may let a delivery in; only what was read after it arrived may keep one out.
/// </summary>
public sealed class IntakeApps(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    TimeProvider time
)
{
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(1);

    // Only of apps that exist: whoever tries addresses does not fill it.
    private readonly ConcurrentDictionary<string, (IntakeApp App, long At)> _known = new(
        StringComparer.Ordinal
    );

    private readonly Lock _readings = new();
    private readonly Dictionary<string, Task<IntakeApp?>> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IntakeApp?>> _waiting = new(StringComparer.Ordinal);

    /// <summary>The app as it was at most a second ago; null when that is not known.</summary>
    public IntakeApp? Recent(string key) =>
        _known.TryGetValue(key, out var found) && time.GetElapsedTime(found.At) < s_memory
            ? found.App
            : null;

    /// <summary>
    /// The app as it is now; null when no app has this address. However many ask at the same time, it is read by one after
    /// the other, and whoever waits shares the next reading.
    /// </summary>
    public Task<IntakeApp?> ReadAsync(string key)
    {
        lock (_readings)
        {
            if (!_waiting.TryGetValue(key, out var reading))
            {
                // What is being read now may be out of date already.
                reading = ReadAfterAsync(_running.GetValueOrDefault(key), key);
                _waiting[key] = reading;
            }

            return reading;
        }
    }

    private async Task<IntakeApp?> ReadAfterAsync(Task? former, string key)
    {
        await Task.Yield();
        if (former is not null)
        {
            await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_readings)
        {
            _waiting.Remove(key, out var self);
            _running[key] = self!;
        }

        try
        {
            var app = await FindAsync(key);
            if (app is null)
            {
                _known.TryRemove(key, out _);
            }
            else
            {
                _known[key] = (app, time.GetTimestamp());
                _ = ForgetAsync(key, app);
            }

            return app;
        }
        finally
        {
            lock (_readings)
            {
                // Whoever waits took hold of this one already.
                _running.Remove(key);
            }
        }
    }

    /// <summary>A secret is in memory no longer than it is of use there, also when no delivery comes any more.</summary>
    private async Task ForgetAsync(string key, IntakeApp app)
    {
        await Task.Delay(s_memory, time);
        if (_known.TryGetValue(key, out var found) && ReferenceEquals(found.App, app))
        {
            _known.TryRemove(new(key, found));
        }
    }

    private async Task<IntakeApp?> FindAsync(string key)
    {
        await using var db = await dbs.CreateDbContextAsync();
        var app = await db
            .Apps.AsNoTracking()
            .Where(row => row.Key == key)
            .Select(row => new
            {
                row.Id,
                row.Creation,
                row.IntakeStoppedAt,
            })
            .SingleOrDefaultAsync();
        return app is null
            ? null
            : new IntakeApp(
                app.Id,
                app.IntakeStoppedAt is not null,
                app.Creation == AppCreation.Created
                    ? await secrets.GetAllAsync(
                        app.Id,
                        SecretField.WebhookSecret,
                        CancellationToken.None
                    )
                    : []
            );
    }
}
