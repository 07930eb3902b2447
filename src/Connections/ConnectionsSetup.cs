using Portal.Apps;
using Portal.Connections.Checks;
using Portal.Ui;

namespace Portal.Connections;

internal static class ConnectionsSetup
{
    public static void AddPortalConnections(this IServiceCollection services)
    {
        services.AddSingleton(new HeaderItem(typeof(AttentionFlag)));
        services.AddSingleton<AttentionCount>();
        services.AddSingleton<ReadConnectionRows>();
        services.AddSingleton<ListConnections>();
        services.AddSingleton<AuthorizePerson>();
        services.AddSingleton<IAuthorizationReturn, ReturnFromAuthorization>();
        services.AddSingleton<BindInstallation>();
        services.AddSingleton<CheckDueConnections>();
        services.AddSingleton<CheckConnection>();
        services.AddSingleton<LookAtApp>();
        services.AddSingleton<LookAtConnection>();
        services.AddSingleton<JudgeConnection>();
        services.AddSingleton<NoteChanges>();
        services.AddSingleton<ProveInward>();
        services.AddSingleton<ReadHealth>();
        services.AddSingleton<WebhookSettings>();
        services.AddSingleton<WriteDownCheck>();
        services.AddSingleton<FindInstallations>();
        services.AddSingleton<ConnectAccount>();
        services.AddSingleton<RenameConnection>();
        services.AddSingleton(new AppPart(typeof(AppAccounts)));
        services.AddSingleton<RevokePersonToken>();
        services.AddSingleton<ReturnFromInstall>();
        services.AddSingleton<Disconnect>();
        services.AddSingleton<DestroyConnection>();
        services.AddSingleton<RevokeTokens>();
        services.AddSingleton<UninstallApp>();
        services.AddSingleton<AwaitDeletion>();
        services.AddSingleton<EndingSteps>();
        services.AddSingleton<RunEnding>();
    }
}
