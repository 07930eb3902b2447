namespace Portal.Webhooks;

internal static class WebhooksSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<BodyRoom>();
        services.AddSingleton<IntakeApps>();
        services.AddSingleton<IntakeLoad>();
        services.AddSingleton<StoreDelivery>();
        services.AddSingleton<RefuseDelivery>();
        services.AddSingleton<ReceiveWebhook>();
        services.AddSingleton<HandleDelivery>();
        services.AddSingleton<AttemptDelivery>();
        services.AddSingleton<NextDelivery>();
        services.AddSingleton<HandleDeliveries>();
    }
}
