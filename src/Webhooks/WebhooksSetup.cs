namespace Portal.Webhooks;

internal static class WebhooksSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<ReceiveWebhook>();
        services.AddSingleton<HandleDelivery>();
        services.AddSingleton<HandleDeliveries>();
    }
}
