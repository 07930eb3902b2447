using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Portal.Tests.Harness;

/// <summary>What somebody sent.</summary>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body byte by byte: texts stand in Protocol Buffers as they are.</summary>
    public string Text => Encoding.Latin1.GetString(Body);
}

/// <summary>A web server that keeps all that it is sent, and answers with a status that the test may change.</summary>
public sealed class HttpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Received> _got = new();

    public HttpReceiver()
    {
        Url = new Uri($"http://127.0.0.1:{PortalProcess.FreePort()}/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = TakeAsync();
    }

    public Uri Url { get; }

    public int Status { get; set; } = 200;

    /// <summary>Where it leads to, when <see cref="Status"/> is a redirect.</summary>
    public Uri? Location { get; set; }

    public IReadOnlyCollection<Received> Got => _got;

    public Task<Received> SeenAsync(Func<Received, bool> wanted) =>
        Until.SeenAsync(
            () => Task.FromResult(_got.FirstOrDefault(wanted)),
            seen => seen is not null
        )!;

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
                var headers = context.Request.Headers;
                _got.Enqueue(
                    new Received(
                        context.Request.Url!.AbsolutePath,
                        headers.AllKeys.ToDictionary(
                            name => name!,
                            name => headers[name]!,
                            StringComparer.OrdinalIgnoreCase
                        ),
                        body.ToArray()
                    )
                );
                context.Response.StatusCode = Status;
                if (Location is { } elsewhere)
                {
                    context.Response.RedirectLocation = elsewhere.AbsoluteUri;
                }

                context.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
