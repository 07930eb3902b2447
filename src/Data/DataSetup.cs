using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Data;

internal static class DataSetup
{
    public static void AddData(this IServiceCollection services)
    {
        services.AddOptions<PortalOptions>().BindConfiguration("Portal").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptions.Validation>();
        services.AddSingleton(TimeProvider.System);
        services.AddDbContextFactory<PortalDb>(
            (provider, options) =>
                options
                    .UsePortalSqlite(
                        provider.GetRequiredService<IOptions<PortalOptions>>().Value.DatabaseFile
                    )
                    .AddInterceptors(provider.GetRequiredService<StateTimeline>())
        );
        services.AddSingleton<Changes>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton<HandlingHeartbeat>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<StateTimeline>();
        services.AddSingleton<Timeline>();
    }

    public static async Task MigrateDataAsync(this WebApplication app)
    {
        await using var db = await app
            .Services.GetRequiredService<IDbContextFactory<PortalDb>>()
            .CreateDbContextAsync();
        await Sqlite.MigrateAsync(db, app.Lifetime.ApplicationStopping);
    }
}
