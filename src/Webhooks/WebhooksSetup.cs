using Microsoft.AspNetCore.Connections;

namespace Portal.Webhooks;

internal static class WebhooksSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, RequestBuffers>();
        services.AddSingleton<BodyRoom>();
        services.AddSingleton<IntakeApps>();
        services.AddSingleton<IntakeLoad>();
        services.AddSingleton<DeliveryPulse>();
        services.AddSingleton<StoreDelivery>();
        services.AddSingleton<SortDeliveries>();
        services.AddSingleton<RefuseDelivery>();
        services.AddSingleton<ReceiveWebhook>();
        services.AddSingleton<ListDeliveries>();
        services.AddSingleton<NewestDeliveries>();
        services.AddSingleton<ReadPayload>();
        services.AddSingleton<ReplayDelivery>();
        services.AddSingleton<AskGitHubAgain>();
        services.AddSingleton<HandleDelivery>();
        services.AddSingleton<AttemptDelivery>();
        services.AddSingleton<NextDelivery>();
        services.AddSingleton<RecoverDeliveries>();
        services.AddSingleton<PruneDeliveries>();
        services.AddSingleton<HandleDeliveries>();
    }
}
