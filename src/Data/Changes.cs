using System.Collections.Concurrent;

namespace Portal.Data;

/// <summary>
/// Tells open pages that a row changed, so that they read it again. It carries no data and remembers nothing; a page
/// that was not listening reads the present state when it opens.
/// </summary>
public sealed class Changes(TimeProvider time)
{
    /// <summary>The topic of who shows deliveries of any app.</summary>
    public static readonly Guid Deliveries = new("6b1b8e5e-7d5b-4b0e-9a55-0d1f3c0f8a01");

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, bool> _soon = new();
    private readonly ConcurrentDictionary<Guid, Action<Guid>> _listeners = new();

    /// <summary>Says that the host, connection or disconnect with this id changed.</summary>
    public void Publish(Guid id)
    {
        foreach (var listener in _listeners.Values)
        {
            listener(id);
        }
    }

    /// <summary>
    /// The same within a quarter of a second, however often it is said until then: for what changes many times a second.
    /// </summary>
    public void PublishSoon(Guid id)
    {
        if (_soon.TryAdd(id, true))
        {
            _ = PublishLaterAsync(id);
        }
    }

    private async Task PublishLaterAsync(Guid id)
    {
        await Task.Delay(s_soon, time);
        // What changes from here on is said again.
        _soon.TryRemove(id, out _);
        Publish(id);
    }

    /// <summary>Calls <paramref name="listener"/>, on any thread, until what is returned is disposed of. It must not throw or block.</summary>
    public IDisposable Listen(Action<Guid> listener)
    {
        var key = Guid.NewGuid();
        _listeners[key] = listener;
        return new Subscription(() => _listeners.TryRemove(key, out _));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
