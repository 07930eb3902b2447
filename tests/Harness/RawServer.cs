using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Tests.Harness;

/// <summary>A server that answers every connection with the same bytes, well-formed or not, and closes it.</summary>
public sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _answer;
    private int _requests;

    private RawServer(Func<Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Request line and headers of all that came in.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    /// <summary>How many requests came in.</summary>
    public int Requests => _requests;

    /// <summary>Answers with this text; line ends become those of HTTP.</summary>
    public static RawServer Saying(string answer) =>
        new(stream =>
            stream
                .WriteAsync(
                    Encoding.UTF8.GetBytes(
                        answer
                            .ReplaceLineEndings("\n")
                            .Replace("\n", "\r\n", StringComparison.Ordinal)
                    )
                )
                .AsTask()
        );

    /// <summary>Answers with what is written to the stream.</summary>
    public static RawServer Writing(Func<Stream, Task> answer) => new(answer);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            Heads.Enqueue(await ReadHeadAsync(stream));
            Interlocked.Increment(ref _requests);
            await _answer(stream);
        }
        catch (IOException)
        {
            // The caller had enough.
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                throw new IOException("The caller went.");
            }

            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return head.ToString();
    }
}
