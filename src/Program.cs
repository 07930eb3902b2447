using Portal.Access;
using Portal.Apps;
using Portal.Connections;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect;
using Portal.Home;
using Portal.Hosts;
using Portal.Jobs;
using Portal.Notifications;
using Portal.Repositories;
using Portal.Secrets;
using Portal.Telemetry;
using Portal.Ui;
using Portal.Webhooks;

try
{
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    builder.Services.AddData();
    builder.Services.AddSecrets(builder.Configuration);
    builder.Services.AddGitHub();
    builder.Services.AddAccess();
    builder.Services.AddHosts();
    builder.Services.AddApps();
    builder.Services.AddPortalConnections();
    builder.Services.AddGitHubConnect();
    builder.Services.AddRepositories();
    builder.Services.AddWebhooks();
    builder.Services.AddNotifications();
    builder.Services.AddHome();
    builder.Services.AddJobs(builder.Configuration);
    builder.AddTelemetry();
    builder.AddUi();

    var app = builder.Build();
    await app.MigrateDataAsync();
    await app.PrepareAccessAsync();
    app.UseAccess();
    app.MapAccess();
    app.MapApps();
    app.MapConnections();
    app.MapGitHubConnect();
    app.MapWebhooks();
    app.MapUi();
    await app.RunAsync();
    return 0;
}
catch (Exception failure)
    when (failure
            is InvalidOperationException
                or Microsoft.Extensions.Options.OptionsValidationException
    )
{
    await Console.Error.WriteLineAsync($"The portal cannot start. {failure.Message}");
    return 1;
}
