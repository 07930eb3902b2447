using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Connections;
using Portal.Connections.Checks;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Notifications;
using Portal.Repositories;
using Portal.Webhooks;
using Quartz;

namespace Portal.Jobs;

/// <summary>What runs when nobody is looking: eight workers that a row can wake, and the schedule.</summary>
internal static class JobsSetup
{
    public static void AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var every = configuration.GetValue(
            "Portal:CheckInterval",
            new PortalOptions().CheckInterval
        );
        services.AddQuartz(quartz =>
        {
            // Soon after the start, too: much may have happened while nobody looked.
            quartz.Repeat<CheckHostsJob>(every, first: TimeSpan.FromSeconds(1));
            quartz.Repeat<ReconcileJob>(TimeSpan.FromHours(1));
            // After an outage, too: by then the first checks have said whose server is in maintenance.
            quartz.Repeat<RecoverDeliveriesJob>(
                TimeSpan.FromMinutes(10),
                first: TimeSpan.FromSeconds(15)
            );
            quartz.Repeat<PruneJob>(TimeSpan.FromMinutes(5), first: TimeSpan.FromSeconds(2));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = false);
        services.AddWorker<HandleDeliveries>(
            "deliveries",
            wake => wake.Deliveries,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddWorker<SyncRepositories>(
            "repositories",
            wake => wake.Syncs,
            (work, stop) => work.RunWantedAsync(stop)
        );
        services.AddWorker<CheckDueConnections>(
            "checks",
            wake => wake.Checks,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddWorker<RunEnding>(
            "endings",
            wake => wake.Endings,
            (work, stop) => work.RunAllAsync(stop)
        );
        services.AddWorker<SuspendInstallations>(
            "containments",
            wake => wake.Containments,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddWorker<RefreshLinks>(
            "links",
            wake => wake.Links,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddWorker<WatchStates>(
            "alarms",
            wake => wake.Alarms,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddWorker<SendNotices>(
            "notices",
            wake => wake.Notices,
            (work, stop) => work.RunAsync(stop)
        );
        services.AddHostedService<CountDeliveries>();
        services.AddHostedService<RenewKeyRing>();
        services.AddHostedService<ResumeExchanges>();
    }

    private static void Repeat<TJob>(
        this IQuartzBuilder quartz,
        TimeSpan every,
        TimeSpan? first = null
    )
        where TJob : IJob =>
        quartz.ScheduleJob<TJob>(trigger =>
            trigger
                .StartAt(
                    DateTimeOffset.FromUnixTimeSeconds(
                        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                    ) + (first ?? every)
                )
                .WithSimpleSchedule(schedule => schedule.WithInterval(every).RepeatForever())
        );

    private static void AddWorker<TWork>(
        this IServiceCollection services,
        string name,
        Func<WakeUps, WakeUp> bell,
        Func<TWork, CancellationToken, Task> work
    )
        where TWork : notnull =>
        services.AddSingleton<IHostedService>(provider => new Worker(
            name,
            bell(provider.GetRequiredService<WakeUps>()),
            provider.GetRequiredService<IOptions<PortalOptions>>().Value.RetryDelay,
            stop => work(provider.GetRequiredService<TWork>(), stop),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Worker>>()
        ));
}
