namespace Portal.Repositories;

internal static class RepositoriesSetup
{
    public static void AddRepositories(this IServiceCollection services)
    {
        services.AddSingleton<SyncRepositories>();
        services.AddSingleton<RefreshRepository>();
        services.AddSingleton<RepositoryList>();
    }
}
