namespace Portal.Data;

/// <summary>Tells whether somebody looks after the deliveries that wait.</summary>
public sealed class HandlingHeartbeat(TimeProvider time)
{
    private long _beat;

    /// <summary>How long ago somebody last looked; null before the first time.</summary>
    public TimeSpan? Age =>
        Volatile.Read(ref _beat) is var beat and > 0 ? time.GetElapsedTime(beat) : null;

    public void Beat() => Volatile.Write(ref _beat, time.GetTimestamp());
}
