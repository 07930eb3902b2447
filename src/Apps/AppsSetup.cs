namespace Portal.Apps;

internal static class AppsSetup
{
    public static void AddApps(this IServiceCollection services)
    {
        services.AddSingleton<Departures>();
        services.AddSingleton<ProposeApp>();
        services.AddSingleton<ChangeDraft>();
        services.AddSingleton<ChangeAbilities>();
        services.AddSingleton<HandOvers>();
        services.AddSingleton<ColleagueReturns>();
        services.AddSingleton<ConfirmApp>();
        services.AddSingleton<TryCredentials>();
        services.AddSingleton<StoreEntered>();
        services.AddSingleton<EnterApp>();
        services.AddSingleton<ConfigureWebhook>();
        services.AddSingleton<ReplacePrivateKey>();
        services.AddSingleton<ReplaceClientSecret>();
        services.AddSingleton<RestoreWebhook>();
        services.AddSingleton<RotateWebhookSecret>();
        services.AddSingleton<AcceptWebhookSecret>();
        services.AddSingleton<Contain>();
        services.AddSingleton<Orphans>();
        services.AddSingleton<SuspendInstallations>();
        services.AddSingleton<AcceptManifestCode>();
        services.AddSingleton<ExchangeManifestCode>();
    }
}
