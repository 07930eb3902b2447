namespace Portal.Home;

internal static class HomeSetup
{
    public static void AddHome(this IServiceCollection services)
    {
        services.AddSingleton<ReadBoard>();
        services.AddSingleton<ReadIncidents>();
        services.AddSingleton<Traffic>();
    }
}
