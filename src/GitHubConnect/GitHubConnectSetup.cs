using Portal.Apps;
using Portal.GitHubConnect.Contributions;
using Portal.GitHubConnect.Licenses;
using Portal.GitHubConnect.Search;
using Portal.GitHubConnect.Statistics;
using Portal.Ui;

namespace Portal.GitHubConnect;

internal static class GitHubConnectSetup
{
    public static void AddGitHubConnect(this IServiceCollection services)
    {
        services.AddSingleton<BeginLink>();
        services.AddSingleton<MeasureNeeds>();
        services.AddSingleton<AttestNeed>();
        services.AddSingleton<AcceptTerms>();
        services.AddSingleton<ConnectLink>();
        services.AddSingleton<ReadLicense>();
        services.AddSingleton<KeepToken>();
        services.AddSingleton<OpenCredential>();
        services.AddSingleton<ReadDormant>();
        services.AddSingleton<RefreshLinks>();
        services.AddSingleton<DisableLink>();
        services.AddSingleton<ReadRecord>();
        services.AddSingleton<SwitchFeature>();
        services.AddSingleton<GrantAccess>();
        services.AddSingleton<ReadFigures>();
        services.AddSingleton<CountLicenses>();
        services.AddSingleton<ReadContributions>();
        services.AddSingleton<LinkAccount>();
        services.AddSingleton<LinkByEmail>();
        services.AddSingleton<UnlinkAccounts>();
        services.AddSingleton<IAuthorizationReturn, ReturnToLink>();
        services.AddSingleton<PlanSearch>();
        services.AddSingleton<RecentSearches>();
        services.AddSingleton<NoteSearch>();
        services.AddSingleton<UnifiedSearch>();
        services.AddSingleton(new MenuItem(typeof(SearchMenuItem)));
    }

    public static void MapGitHubConnect(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/github-connect/{id:guid}/record.json", ReadRecord.DownloadAsync);
        routes.MapGet(
            "/github-connect/{id:guid}/contributions/{side}/authorize",
            LeaveToLink.RunAsync
        );
        routes.MapGet("/github-connect/{id:guid}/licenses.csv", LicenseExport.DownloadAsync);
        routes.MapGet("/github-connect/{id:guid}/statistics.csv", Figures.DownloadAsync);
    }
}
