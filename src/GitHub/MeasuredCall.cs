using System.Diagnostics;
using System.Net;
using Portal.Telemetry;

namespace Portal.GitHub;

/// <summary>Tells, when it is disposed of, how long a call took and what came of it; of its address, the host alone.</summary>
internal sealed class MeasuredCall(HttpRequestMessage request, TimeProvider time) : IDisposable
{
    private readonly long _begun = time.GetTimestamp();
    private readonly string _host = request.RequestUri!.Host;
    private readonly string _method = request.Method.Method;
    private readonly Activity? _span = Measures.Spans.StartActivity(
        "GitHub call",
        ActivityKind.Client
    );
    private HttpStatusCode? _status;

    public void Answered(HttpStatusCode status) => _status = status;

    public void Dispose()
    {
        var tags = new TagList { { "server.address", _host }, { "http.request.method", _method } };
        if (_status is { } status)
        {
            tags.Add("http.response.status_code", (int)status);
        }
        else
        {
            tags.Add("error.type", "no answer");
            _span?.SetStatus(ActivityStatusCode.Error);
        }

        foreach (var (name, value) in tags)
        {
            _span?.SetTag(name, value);
        }

        _span?.Dispose();
        Measures.Calls.Record(time.GetElapsedTime(_begun).TotalSeconds, tags);
    }
}
