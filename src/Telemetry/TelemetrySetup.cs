using OpenTelemetry.Logs;

namespace Portal.Telemetry;

internal static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ObserveRows>();
        builder.Services.AddHostedService<ExportTelemetry>();
        if (ExportTelemetry.IsWanted(builder.Configuration, "LOGS"))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.SetResourceBuilder(ExportTelemetry.Resource);
                // The ids of connections and deliveries.
                logs.IncludeScopes = true;
                logs.AddOtlpExporter();
            });
        }
    }
}
