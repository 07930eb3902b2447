namespace Sandbox;

/// <summary>The server's clock, which a test can put ahead or back.</summary>
public sealed class Clock(TimeProvider time)
{
    public TimeProvider Provider => time;

    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => time.GetUtcNow() + Skew;
}
