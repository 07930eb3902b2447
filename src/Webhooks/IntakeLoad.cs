namespace Portal.Webhooks;

/// <summary>
/// How many deliveries are being taken in. GitHub waits ten seconds and does not ask again by itself, while what is stored
/// can wait: in a burst, taking in goes before handling.
/// </summary>
public sealed class IntakeLoad
{
    /// <summary>A few thousand a second; with hundreds a second there are one or two.</summary>
    private const int Many = 4;

    private static readonly TimeSpan s_atMost = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private int _now;

    public void Enter() => Interlocked.Increment(ref _now);

    public void Leave() => Interlocked.Decrement(ref _now);

    /// <summary>Waits while many are being taken in, but not longer than 100 ms: handling never stands still.</summary>
    public async Task LetPassAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (Volatile.Read(ref _now) >= Many && time.GetElapsedTime(begun) < s_atMost)
        {
            await Task.Delay(s_look, time, cancellationToken);
        }
    }
}
