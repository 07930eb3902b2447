namespace Portal.Hosts;

internal static class HostsSetup
{
    public static void AddHosts(this IServiceCollection services)
    {
        services.AddSingleton<PreflightNetwork>();
        services.AddSingleton<PreflightInward>();
        services.AddSingleton<Preflight>();
        services.AddSingleton<PreflightHistory>();
        services.AddSingleton<SaveNetwork>();
        services.AddSingleton<RegisterHost>();
        services.AddSingleton<CheckHost>();
        services.AddSingleton<ChangeHost>();
        services.AddSingleton<TrustAuthority>();
    }
}
