using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Portal.Access.Health;

/// <summary>The key ring opens what it closed.</summary>
internal sealed class KeyRingHealth(IDataProtectionProvider protection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var protector = protection.CreateProtector("Portal.Health");
            protector.Unprotect(protector.Protect([1]));
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception failure) when (failure is CryptographicException or DbException)
        {
            return Task.FromResult(
                HealthCheckResult.Unhealthy(
                    $"The key ring does not open what it closed ({failure.GetType().Name}): Settings and the log say which certificate is missing."
                )
            );
        }
    }
}
