namespace Portal.Hosts;

internal static class HostsSetup
{
    public static void AddHosts(this IServiceCollection services)
    {
        services.AddSingleton<ProbeHost>();
        services.AddSingleton<RegisterHost>();
        services.AddSingleton<CheckHost>();
    }
}
