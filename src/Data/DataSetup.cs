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
        services.AddPooledDbContextFactory<SqliteDb>(
            (provider, options) =>
                options
                    .UsePortalSqlite(Settings(provider).DatabaseFile)
                    .AddInterceptors(provider.GetRequiredService<StateTimeline>())
        );
        services.AddPooledDbContextFactory<PostgresDb>(
            (provider, options) =>
                options
                    // Empty for dotnet ef, which reads both models.
                    .UsePortalPostgres(Settings(provider).Database ?? "")
                    .AddInterceptors(provider.GetRequiredService<StateTimeline>())
        );
        services.AddSingleton<IDbContextFactory<PortalDb>>(provider =>
            Settings(provider).UsesPostgres
                ? new Opener<PostgresDb>(
                    provider.GetRequiredService<IDbContextFactory<PostgresDb>>()
                )
                : new Opener<SqliteDb>(provider.GetRequiredService<IDbContextFactory<SqliteDb>>())
        );
        services.AddSingleton<PostgresClaim>();
        services.AddHostedService(provider => provider.GetRequiredService<PostgresClaim>());
        services.AddSingleton<Changes>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton<HandlingHeartbeat>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<StateTimeline>();
        services.AddSingleton<Timeline>();
    }

    /// <summary>Creates or upgrades the database, once no other portal uses it.</summary>
    public static async Task MigrateDataAsync(this WebApplication app)
    {
        var stop = app.Lifetime.ApplicationStopping;
        await app.Services.GetRequiredService<PostgresClaim>().TakeAsync(stop);
        await using var db = await app
            .Services.GetRequiredService<IDbContextFactory<PortalDb>>()
            .CreateDbContextAsync(stop);
        await db.MigrateAsync(stop);
    }

    private static PortalOptions Settings(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<PortalOptions>>().Value;

    /// <summary>Who asks for a database does not ask which.</summary>
    private sealed class Opener<T>(IDbContextFactory<T> dbs) : IDbContextFactory<PortalDb>
        where T : PortalDb
    {
        public PortalDb CreateDbContext() => dbs.CreateDbContext();
    }
}
