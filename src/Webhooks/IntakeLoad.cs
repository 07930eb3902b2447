namespace Portal.Webhooks;

/// <summary>
/// How many deliveries come. GitHub waits ten seconds and does not ask again by itself, while what is stored can wait: in a
/// burst, taking in goes before sorting and handling.
/// </summary>
public sealed class IntakeLoad(TimeProvider time)
{
    /// <summary>In one slot and the one before it: one to two thousand a second.</summary>
    private const int Many = 100;

    private static readonly TimeSpan s_slot = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_atMost = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private long _slot;
    private int _now;
    private int _before;

    public bool IsHigh
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return _now + _before >= Many;
            }
        }
    }

    /// <summary>Says that a delivery came.</summary>
    public void Came()
    {
        lock (_gate)
        {
            Turn();
            _now++;
        }
    }

    /// <summary>Waits while many come, but not longer than 250 ms: handling never stands still.</summary>
    public async Task LetPassAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (IsHigh && time.GetElapsedTime(begun) < s_atMost)
        {
            await Task.Delay(s_look, time, cancellationToken);
        }
    }

    private void Turn()
    {
        var slot =
            time.GetTimestamp()
            / (time.TimestampFrequency * s_slot.Ticks / TimeSpan.TicksPerSecond);
        if (slot != _slot)
        {
            (_before, _now, _slot) = (slot == _slot + 1 ? _now : 0, 0, slot);
        }
    }
}
