using Portal.Webhooks;

namespace Portal.Jobs;

/// <summary>After a start: counts the stored deliveries of the last day, beside those that come.</summary>
internal sealed class CountDeliveries(DeliveryPulse pulse) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server of web requests starts, which is the last of all.
        await pulse.BeginAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await pulse.CountStoredAsync(stoppingToken);
    }
}
