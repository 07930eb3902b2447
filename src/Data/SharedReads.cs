namespace Portal.Data;

/// <summary>
/// Reads what several ask for at the same time once for all of them, as open pages do after a change. Whoever asks gets a reading
/// that begins after they asked, shared with all who ask for the same until it begins. Safe for several threads.
/// </summary>
/// <param name="read">Reads what is asked for; for the same not called twice at the same time.</param>
public sealed class SharedReads<TAsked, T>(Func<TAsked, Task<T>> read)
    where TAsked : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TAsked, Task<T>> _waiting = [];
    private readonly Dictionary<TAsked, Task<T>> _running = [];

    /// <exception cref="Exception">What the reading threw, to all who share it.</exception>
    public Task<T> ReadAsync(TAsked asked)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(asked, out var reading))
            {
                reading = ReadAfterAsync(_running.GetValueOrDefault(asked), asked);
                _waiting.Add(asked, reading);
            }

            return reading;
        }
    }

    private async Task<T> ReadAfterAsync(Task? former, TAsked asked)
    {
        // Not in the page that happens to be the first to ask.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (former is not null)
        {
            await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_lock)
        {
            _waiting.Remove(asked, out var mine);
            _running.Add(asked, mine!);
        }

        try
        {
            return await read(asked);
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(asked);
            }
        }
    }
}
