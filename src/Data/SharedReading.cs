using System.Data.Common;

namespace Portal.Data;

/// <summary>
/// What many open pages show the same of. However many look, it is read once after a change, at most twice a second; and every
/// ten seconds while somebody looks, for what changes with time alone.
/// </summary>
public sealed class SharedReading<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<Action<T>> _listeners = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Changes _changes;
    private readonly TimeProvider _time;
    private readonly SharedReads<ValueTuple, T> _reads;
    private IDisposable? _subscription;
    private ITimer? _ticks;
    private bool _telling;
    private long? _told;

    /// <param name="read">Reads the present state; not called twice at the same time.</param>
    public SharedReading(Func<CancellationToken, Task<T>> read, Changes changes, TimeProvider time)
    {
        (_changes, _time) = (changes, time);
        _reads = new SharedReads<ValueTuple, T>(_ => read(_over.Token));
    }

    /// <summary>The present state: a reading that begins after this call, shared with all who ask until it begins.</summary>
    public Task<T> ReadAsync() => _reads.ReadAsync(default);

    /// <summary>
    /// Calls <paramref name="listener"/> with each new reading, on any thread, until what is returned is disposed of. It must not
    /// throw or block.
    /// </summary>
    public IDisposable Listen(Action<T> listener)
    {
        lock (_lock)
        {
            _listeners.Add(listener);
            _subscription ??= _changes.Listen(_ => Tell());
            _ticks ??= _time.CreateTimer(_ => Tell(), null, s_tick, s_tick);
        }

        return new Listening(() => End(listener));
    }

    public void Dispose()
    {
        _over.Cancel();
        lock (_lock)
        {
            _listeners.Clear();
            Rest();
        }

        _over.Dispose();
    }

    private void End(Action<T> listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0)
            {
                Rest();
            }
        }
    }

    /// <summary>Nobody looks: changes cost nothing.</summary>
    private void Rest()
    {
        _subscription?.Dispose();
        _ticks?.Dispose();
        (_subscription, _ticks) = (null, null);
    }

    private void Tell()
    {
        lock (_lock)
        {
            if (_telling)
            {
                return;
            }

            _telling = true;
        }

        _ = TellSoonAsync();
    }

    private async Task TellSoonAsync()
    {
        try
        {
            await Task.Delay(Pause(), _time, _over.Token);
            lock (_lock)
            {
                _told = _time.GetTimestamp();
                // What changes from here on is told with the next.
                _telling = false;
            }

            var value = await ReadAsync();
            List<Action<T>> listeners;
            lock (_lock)
            {
                listeners = [.. _listeners];
            }

            listeners.ForEach(listener => listener(value));
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or ObjectDisposedException or DbException)
        {
            // The portal ends, or the database is not there: the next change or tick reads again.
        }
    }

    /// <summary>The first change after a quiet time is told almost at once, together with those that belong to it.</summary>
    private TimeSpan Pause()
    {
        lock (_lock)
        {
            var rest = s_pause - (_told is { } at ? _time.GetElapsedTime(at) : s_pause);
            return rest > s_least ? rest : s_least;
        }
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
