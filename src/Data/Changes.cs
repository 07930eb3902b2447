using System.Collections.Concurrent;

namespace Portal.Data;

/// <summary>
/// Tells open pages that a row changed, so that they read it again. It carries no data and remembers nothing; a page
/// that was not listening reads the present state when it opens.
/// </summary>
public sealed class Changes
{
    private readonly ConcurrentDictionary<Guid, Action<Guid>> _listeners = new();

    /// <summary>Says that the host, connection or disconnect with this id changed.</summary>
    public void Publish(Guid id)
    {
        foreach (var listener in _listeners.Values)
        {
            listener(id);
        }
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
