using Portal.Secrets;

namespace Portal.Jobs;

/// <summary>
/// With every start, and when another certificate is configured: brings the key ring under the present certificate, and the
/// secrets under its newest key.
/// </summary>
internal sealed partial class RenewKeyRing(
    RotateKeyRing rotate,
    TimeProvider time,
    ILogger<RenewKeyRing> log
) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rotate.RewrapAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(s_look, time);
        var wanted = true;
        do
        {
            try
            {
                wanted |= rotate.FindsAnother();
                if (wanted)
                {
                    await rotate.RewrapAsync(stoppingToken);
                    await rotate.EncryptAgainAsync(stoppingToken);
                    wanted = false;
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(
        LogLevel.Error,
        "The secrets could not all be encrypted again. It is tried again; keep the former certificate until then."
    )]
    private partial void LogFailed(Exception failure);
}
