using Portal.Secrets;

namespace Portal.Jobs;

/// <summary>With every start: brings the key ring under the present certificate, and the secrets under its newest key.</summary>
internal sealed partial class RenewKeyRing(RotateKeyRing rotate, ILogger<RenewKeyRing> log)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rotate.RewrapAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await rotate.EncryptAgainAsync(stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The secrets could not all be encrypted again. The next start goes on; keep the former certificate until then."
    )]
    private partial void LogFailed(Exception failure);
}
