using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Portal.Telemetry;

/// <summary>
/// Sends spans and measures by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT, or a variable for one of the two, names a collector; the
/// other variables of the exporter count as well.
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal sealed class ExportTelemetry(IConfiguration configuration, ObserveRows rows)
    : IHostedService,
        IDisposable
{
    // .NET's own spans of requests and calls are not among them: they hold whole addresses, and with them GitHub's codes.
    private static readonly string[] s_meters =
    [
        Measures.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Server.Circuits",
        "System.Runtime",
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public static ResourceBuilder Resource =>
        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count more.
        ResourceBuilder
            .CreateEmpty()
            .AddService("portal")
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();

    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    public static bool IsWanted(IConfiguration configuration, string signal) =>
        !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
        || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWanted(configuration, "TRACES"))
        {
            var traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(Resource)
                .AddSource(Measures.Name)
                .AddOtlpExporter();
            if (string.IsNullOrEmpty(configuration["OTEL_TRACES_SAMPLER"]))
            {
                // The default keeps a span only with the one around it, and .NET's spans of requests are not kept.
                traces.SetSampler(new AlwaysOnSampler());
            }

            _traces = traces.Build();
        }

        if (IsWanted(configuration, "METRICS"))
        {
            rows.Begin();
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(Resource)
                .AddMeter(s_meters)
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // What was measured last is sent, within the time that a stop may take.
        _traces?.ForceFlush(2000);
        _metrics?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
