using System.Threading.Channels;

namespace Portal.Data;

/// <summary>
/// Tells a background worker that there are rows for it. The rows themselves say what to do, so a call that is lost with
/// the process loses nothing.
/// </summary>
public sealed class WakeUps
{
    public WakeUp Deliveries { get; } = new();
    public WakeUp Syncs { get; } = new();
    public WakeUp Checks { get; } = new();
    public WakeUp Endings { get; } = new();
    public WakeUp Containments { get; } = new();
    public WakeUp Links { get; } = new();
    public WakeUp Alarms { get; } = new();
    public WakeUp Notices { get; } = new();
}

/// <summary>One bell: rung any number of times before it is heard, it is heard once.</summary>
public sealed class WakeUp
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Returns when rung, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(
        TimeSpan atMost,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            cancellationToken
        );
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up: as good as rung.
        }
    }
}
