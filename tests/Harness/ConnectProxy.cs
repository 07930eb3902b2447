using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Tests.Harness;

/// <summary>An HTTP proxy that opens tunnels: whatever name is asked for, they lead to the same server.</summary>
public sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;

    public ConnectProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The first line of every request that came in: "CONNECT name:443 HTTP/1.1".</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TunnelAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var _ = client;
        await using var near = client.GetStream();
        try
        {
            using var reader = new StreamReader(near, Encoding.Latin1, false, 1, leaveOpen: true);
            Asked.Enqueue(await reader.ReadLineAsync() ?? "");
            while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
            {
                // Its headers do not matter.
            }

            using var server = new TcpClient();
            await server.ConnectAsync(_target.Host, _target.Port);
            await using var far = server.GetStream();
            await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception over) when (over is IOException or SocketException)
        {
            // One side hung up.
        }
    }
}
