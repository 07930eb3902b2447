using Portal.Data;

namespace Portal.Jobs;

/// <summary>
/// Runs one piece of work when its bell rings, and every so often without. A failure is logged and costs one turn; the
/// rows that say what to do are still there for the next.
/// </summary>
internal sealed partial class Worker(
    string name,
    WakeUp bell,
    TimeSpan atLeastEvery,
    Func<CancellationToken, Task> work,
    TimeProvider time,
    ILogger<Worker> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Starting must not wait for the first turn.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure, name);
            }

            await bell.WaitAsync(atLeastEvery, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "The worker for {Name} failed; it goes on with the next turn.")]
    private partial void LogFailed(Exception failure, string name);
}
