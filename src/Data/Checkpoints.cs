namespace Portal.Data;

/// <summary>
/// Named points at which a test can stop the process to kill it there. Does nothing unless the environment variable
/// PORTAL_PAUSE_AT names the point.
/// </summary>
public static class Checkpoints
{
    private static readonly string? s_pauseAt = Environment.GetEnvironmentVariable(
        "PORTAL_PAUSE_AT"
    );

    public static async Task ReachAsync(string point)
    {
        if (point == s_pauseAt)
        {
            await Console.Out.WriteLineAsync($"Paused at {point}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        }
    }
}
