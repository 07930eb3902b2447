using System.Text;
using Portal.Tests.Harness;

namespace Portal.Tests.Traces;

/// <summary>
/// Whatever listens to the portal's spans and metrics learns no secret. The runtime itself records them all, to a file, while an
/// account is connected and disconnected.
/// </summary>
public sealed class InstrumentsTests
{
    // https://learn.microsoft.com/dotnet/core/diagnostics/eventpipe#trace-using-environment-variables
    private const string Spans =
        "Microsoft-Diagnostics-DiagnosticSource:0x3:5:FilterAndPayloadSpecs=[AS]*";
    private const string Metrics =
        "System.Diagnostics.Metrics:0x3:5:SessionId=test;Metrics=System.Net.Http;RefreshInterval=1";

    [Fact]
    public async Task Spans_and_metrics_of_a_whole_journey_hold_no_secret()
    {
        var folder = Directory.CreateTempSubdirectory("portal-instruments-").FullName;
        var file = Path.Combine(folder, "all.nettrace");
        byte[] recorded;
        List<(string Kind, string Text)> secrets;
        await using (
            var trip = await Trip.BeginAsync(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["DOTNET_EnableEventPipe"] = "1",
                    ["DOTNET_EventPipeOutputPath"] = file,
                    ["DOTNET_EventPipeOutputStreaming"] = "1",
                    ["DOTNET_EventPipeConfig"] = $"{Spans},{Metrics}",
                }
            )
        )
        {
            await trip.ConnectAsync("acme");
            await trip.DisconnectWholeAsync();
            secrets =
            [
                .. trip.Rehearsal.Sandbox.World.Secrets.All.Select(one => (one.Kind, one.Text)),
            ];
            await trip.Portal.StopAsync();
            recorded = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        }

        Directory.Delete(folder, recursive: true);
        // It can find: the name of an instrument, and the path of a request that a browser made.
        Assert.True(Holds(recorded, "http.client.request.duration"), $"{recorded.Length:N0} bytes");
        Assert.True(Holds(recorded, "Microsoft.AspNetCore.Hosting.HttpRequestIn"));
        Assert.NotEmpty(secrets);
        Assert.Empty(
            secrets.Where(secret => Holds(recorded, secret.Text)).Select(secret => secret.Kind)
        );
    }

    // Events hold their texts in UTF-16; what they quote can be in UTF-8.
    private static bool Holds(byte[] recorded, string text) =>
        recorded.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0
        || recorded.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
