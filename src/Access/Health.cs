using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.Data;

namespace Portal.Access;

/// <summary>Ready when the database answers and the key ring opens what it closed.</summary>
internal sealed class Health(IDbContextFactory<PortalDb> dbs, IDataProtectionProvider protection)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var db = await dbs.CreateDbContextAsync(cancellationToken);
            await db.Hosts.CountAsync(cancellationToken);
            var protector = protection.CreateProtector("Portal.Health");
            protector.Unprotect(protector.Protect([1]));
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure)
            when (failure is System.Data.Common.DbException or CryptographicException)
        {
            return HealthCheckResult.Unhealthy(failure.GetType().Name);
        }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapHealthChecks(
                "/health/live",
                new Microsoft.AspNetCore.Diagnostics.HealthChecks.HealthCheckOptions
                {
                    Predicate = _ => false,
                }
            )
            .AllowAnonymous();
        routes.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}
