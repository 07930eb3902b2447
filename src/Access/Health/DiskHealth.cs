using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Access.Health;

/// <summary>The disk of the data folder has room: 16 MiB to be ready, 1 GiB to be well.</summary>
internal sealed class DiskHealth(IOptions<PortalOptions> options) : IHealthCheck
{
    private const long MiB = 1024 * 1024;
    private const long Least = 16 * MiB;
    private const long Low = 1024 * MiB;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var free = new DriveInfo(Path.GetFullPath(options.Value.Data)).AvailableFreeSpace;
            var said = $"{free / MiB:N0} MiB are left on the disk of the data folder.";
            return Task.FromResult(
                free < Least ? HealthCheckResult.Unhealthy(said)
                : free < Low ? HealthCheckResult.Degraded(said)
                : HealthCheckResult.Healthy()
            );
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Task.FromResult(
                HealthCheckResult.Unhealthy(
                    $"The data folder's disk cannot be looked at ({failure.GetType().Name})."
                )
            );
        }
    }
}
