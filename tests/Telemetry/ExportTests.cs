using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Portal.Tests.Harness;

namespace Portal.Tests.Telemetry;

/// <summary>What a collector of OpenTelemetry is told, and what it is not.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Spans_measures_and_logs_arrive_with_ids_and_without_secrets_or_codes()
    {
        using var collector = new Collector();
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

        await collector.SeenAsync("/v1/metrics", "portal.delivery.handling.duration");
        await collector.SeenAsync("/v1/metrics", "portal.github.call.duration");
        await collector.SeenAsync("/v1/metrics", "portal.deliveries.waiting");
        await collector.SeenAsync("/v1/metrics", "portal.connections");
        await collector.SeenAsync("/v1/metrics", "http.server.request.duration");
        await collector.SeenAsync("/v1/traces", "take in a delivery");
        await collector.SeenAsync("/v1/traces", "portal.delivery.id");
        await collector.SeenAsync("/v1/traces", "check a connection");
        await collector.SeenAsync("/v1/traces", $"{connection.Id}");
        var told = collector.All;
        var secrets = trip.Rehearsal.Sandbox.World.Secrets.All;
        Assert.NotEmpty(secrets);
        Assert.DoesNotContain(
            secrets,
            secret => told.Contains(secret.Text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("code=", told, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", told, StringComparison.Ordinal);
    }

    /// <summary>A collector that takes all and keeps it.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, string Body)> _got = new();

        public Collector()
        {
            Url = new Uri($"http://127.0.0.1:{FreePort()}/");
            _listener.Prefixes.Add(Url.AbsoluteUri);
            _listener.Start();
            _ = TakeAsync();
        }

        public Uri Url { get; }

        public string All => string.Join('\n', _got.Select(one => one.Body));

        public Task<bool> SeenAsync(string path, string text) =>
            Until.SeenAsync(
                () =>
                    Task.FromResult(
                        _got.Any(one =>
                            one.Path == path && one.Body.Contains(text, StringComparison.Ordinal)
                        )
                    ),
                seen => seen
            );

        public void Dispose() => _listener.Close();

        private async Task TakeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    // Texts stand in Protocol Buffers as they are.
                    _got.Enqueue(
                        (
                            context.Request.Url!.AbsolutePath,
                            Encoding.Latin1.GetString(body.ToArray())
                        )
                    );
                    context.Response.Close();
                }
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static int FreePort()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }
    }
}
