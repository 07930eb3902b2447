using System.Net;

namespace Portal.GitHub;

internal static class GitHubSetup
{
    public static void AddGitHub(this IServiceCollection services)
    {
        services.AddSingleton<ResolveName>(Dns.GetHostAddressesAsync);
        services.AddSingleton<ApiUsage>();
        services.AddSingleton<GitHubTransport>();
        services.AddSingleton<PostElsewhere>();
        services.AddSingleton<AnonymousApi>();
        services.AddSingleton<AppApi>();
        services.AddSingleton<CandidateApi>();
        services.AddSingleton<InstallationTokens>();
        services.AddSingleton<InstallationApi>();
        services.AddSingleton<SearchApi>();
        services.AddSingleton<ContributionsApi>();
        services.AddSingleton<PersonApi>();
        services.AddSingleton<TokenApi>();
        services.AddSingleton<PeopleApi>();
        services.AddSingleton<ManageApi>();
    }
}
