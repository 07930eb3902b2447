using Microsoft.Extensions.Options;
using Portal.Secrets;

namespace Portal.Notifications;

internal static class NotificationsSetup
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services
            .AddOptions<NotificationOptions>()
            .BindConfiguration("Notifications")
            .Configure<IConfiguration>(
                (options, configuration) =>
                    options.Smtp.Password = SecretText.Typed(
                        configuration["Notifications:Smtp:Password"]
                    )
            )
            .ValidateOnStart();
        services.AddSingleton<
            IValidateOptions<NotificationOptions>,
            NotificationOptions.Validation
        >();
        services.AddSingleton<WatchStates>();
        services.AddSingleton<WriteMessage>();
        services.AddSingleton<SendWebhook>();
        services.AddSingleton<SendMail>();
        services.AddSingleton<SendNotices>();
        services.AddSingleton<ReadChannel>();
        services.AddSingleton<SaveChannel>();
    }
}
