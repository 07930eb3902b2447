using Portal.Tests.Harness;

namespace Portal.Tests.Telemetry;

/// <summary>What a collector of OpenTelemetry is told, and what it is not.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Spans_measures_and_logs_arrive_with_ids_and_without_secrets_or_codes()
    {
        using var collector = new HttpReceiver();
        await using var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.AbsoluteUri,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
            },
            SharedTrip.Organization
        );
        var connection = await trip.ConnectionAsync();
        await trip.Rehearsal.Sandbox.IdleAsync();

        await SeenAsync(collector, "/v1/metrics", "portal.delivery.handling.duration");
        await SeenAsync(collector, "/v1/metrics", "portal.github.call.duration");
        await SeenAsync(collector, "/v1/metrics", "portal.deliveries.waiting");
        await SeenAsync(collector, "/v1/metrics", "portal.connections");
        await SeenAsync(collector, "/v1/metrics", "http.server.request.duration");
        await SeenAsync(collector, "/v1/traces", "take in a delivery");
        await SeenAsync(collector, "/v1/traces", "portal.delivery.id");
        await SeenAsync(collector, "/v1/traces", "check a connection");
        await SeenAsync(collector, "/v1/traces", $"{connection.Id}");
        var told = All(collector);
        var secrets = trip.Rehearsal.Sandbox.World.Secrets.All;
        Assert.NotEmpty(secrets);
        Assert.DoesNotContain(
            secrets,
            secret => told.Contains(secret.Text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("code=", told, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", told, StringComparison.Ordinal);
    }

    private static string All(HttpReceiver collector) =>
        string.Join('\n', collector.Got.Select(one => one.Text));

    private static Task<Received> SeenAsync(HttpReceiver collector, string path, string text) =>
        collector.SeenAsync(one =>
            one.Path == path && one.Text.Contains(text, StringComparison.Ordinal)
        );
}
