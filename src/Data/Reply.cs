using System.Runtime.CompilerServices;

namespace Portal.Data;

/// <summary>
/// What the database will say to a statement of a <see cref="WriteBatch"/>, to be awaited in the write that asked. Its thread is
/// the batch's throughout.
/// </summary>
public sealed class Reply<T> : INotifyCompletion
{
    private T? _value;
    private Action? _goOn;

    internal Reply() { }

    /// <summary>It is known already.</summary>
    internal Reply(T value) => Set(value);

    public bool IsCompleted { get; private set; }

    public Reply<T> GetAwaiter() => this;

    public T GetResult() => _value!;

    public void OnCompleted(Action continuation) => _goOn += continuation;

    internal void Set(T value) => (_value, IsCompleted) = (value, true);

    /// <summary>Runs all who wait for it, up to what they wait for next.</summary>
    internal void GoOn()
    {
        _goOn?.Invoke();
        _goOn = null;
    }
}
