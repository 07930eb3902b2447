namespace Portal.Tests.Harness;

/// <summary>Waits for a condition, and fails with what was seen last when it does not come.</summary>
public static class Until
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until <paramref name="enough"/> says so; what was seen then.</summary>
    /// <param name="atMost">How long it waits; 30 seconds unless told.</param>
    public static async Task<T> SeenAsync<T>(
        Func<Task<T>> look,
        Func<T, bool> enough,
        TimeSpan? atMost = null
    )
    {
        var patience = atMost ?? s_patience;
        using var limit = new CancellationTokenSource(patience);
        var seen = await look();
        using var timer = new PeriodicTimer(s_pause);
        while (!enough(seen))
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited {patience.TotalSeconds} seconds. Seen last: {seen}");
            }

            seen = await look();
        }

        return seen;
    }
}
