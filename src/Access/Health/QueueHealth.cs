using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Access.Health;

/// <summary>The worker that handles deliveries is at work, or waits for some.</summary>
internal sealed class QueueHealth(HandlingHeartbeat heartbeat, IOptions<PortalOptions> options)
    : IHealthCheck
{
    /// <summary>Beside the delay after which it looks for work by itself; a call to GitHub ends after thirty seconds.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            heartbeat.Age is { } age && age > s_longest + 2 * options.Value.RetryDelay
                ? HealthCheckResult.Unhealthy(
                    $"Deliveries have not been handled for {age.TotalMinutes:N0} minutes: the worker stands still."
                )
                : HealthCheckResult.Healthy()
        );
}
