using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Bench;

/// <summary>What a load came to.</summary>
/// <param name="Accepted">The GUIDs that were answered 2xx.</param>
/// <param name="Other">Answers that were not, by status.</param>
/// <param name="Latencies">Of all answers, in milliseconds, sorted.</param>
internal sealed record LoadResult(
    List<Guid> Accepted,
    Dictionary<int, int> Other,
    double[] Latencies,
    TimeSpan Took
)
{
    public double PerSecond => Accepted.Count / Took.TotalSeconds;

    public double Percentile(double share) =>
        Latencies.Length == 0 ? double.NaN : Latencies[(int)((Latencies.Length - 1) * share)];
}

/// <summary>
/// Posts signed deliveries over so many connections that each wait for their answer before they send the next, as wrk does.
/// Every delivery has a GUID and a body of its own; the bodies are made beforehand, signed on the way.
/// </summary>
internal sealed class Load(Uri url, string secret, IReadOnlyList<byte[]> bodies)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);
    private int _next = -1;

    public Task<LoadResult> RunAsync(int connections, TimeSpan duration) =>
        RunAsync(connections, duration, TimeSpan.Zero);

    /// <summary>The same at a steady rate, over as many connections as that takes at up to 20 ms an answer.</summary>
    public Task<LoadResult> RunAtAsync(int perSecond, TimeSpan duration)
    {
        var connections = Math.Max(1, perSecond / 50);
        return RunAsync(
            connections,
            duration,
            TimeSpan.FromSeconds((double)connections / perSecond)
        );
    }

    private async Task<LoadResult> RunAsync(int connections, TimeSpan duration, TimeSpan every)
    {
        var begun = Stopwatch.GetTimestamp();
        var clients = Enumerable
            .Range(0, connections)
            .Select(client =>
                Task.Run(() => ClientAsync(begun, duration, every, every * client / connections))
            )
            .ToList();
        var done = await Task.WhenAll(clients);
        var took = Stopwatch.GetElapsedTime(begun);
        var latencies = done.SelectMany(client => client.Latencies).ToArray();
        Array.Sort(latencies);
        return new LoadResult(
            [.. done.SelectMany(client => client.Accepted)],
            done.SelectMany(client => client.Other)
                .GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value)),
            latencies,
            took
        );
    }

    private async Task<(
        List<Guid> Accepted,
        Dictionary<int, int> Other,
        List<double> Latencies
    )> ClientAsync(long begun, TimeSpan duration, TimeSpan every, TimeSpan next)
    {
        var (accepted, other, latencies) = (
            new List<Guid>(),
            new Dictionary<int, int>(),
            new List<double>()
        );
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port);
        var answer = new byte[16 * 1024];
        while (Stopwatch.GetElapsedTime(begun) < duration)
        {
            if (next - Stopwatch.GetElapsedTime(begun) is var early && early > TimeSpan.Zero)
            {
                await Task.Delay(early, TimeProvider.System);
            }

            next += every;
            var guid = Guid.NewGuid();
            var request = Request(guid);
            var sent = Stopwatch.GetTimestamp();
            for (var at = 0; at < request.Length; )
            {
                at += await socket.SendAsync(request.AsMemory(at));
            }

            var status = await ReadAsync(socket, answer);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (status is >= 200 and < 300)
            {
                accepted.Add(guid);
            }
            else
            {
                other[status] = other.GetValueOrDefault(status) + 1;
            }
        }

        return (accepted, other, latencies);
    }

    /// <summary>A body is sent once: when all were, each gets a number that makes it another.</summary>
    private byte[] Request(Guid guid)
    {
        var number = Interlocked.Increment(ref _next);
        var template = bodies[number % bodies.Count];
        var mark = Encoding.ASCII.GetBytes(
            $",\"bench\":{number.ToString(CultureInfo.InvariantCulture)}}}"
        );
        var length = template.Length - 1 + mark.Length;
        Span<byte> signature = stackalloc byte[32];
        var head = new byte[512];
        var request = new byte[head.Length + length];
        var body = request.AsSpan(head.Length);
        template.AsSpan(0, template.Length - 1).CopyTo(body);
        mark.CopyTo(body[(template.Length - 1)..]);
        HMACSHA256.HashData(_key, body, signature);
        var lines = Encoding.ASCII.GetBytes(
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: GitHub-Hookshot/044aadd\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: {guid}\r\nX-GitHub-Hook-ID: 7\r\nX-Hub-Signature-256: sha256={Convert.ToHexStringLower(signature)}\r\n\r\n"
        );
        // The head stands directly before the body.
        lines.CopyTo(request.AsSpan(head.Length - lines.Length));
        return request[(head.Length - lines.Length)..];
    }

    /// <summary>Reads one whole answer; its status.</summary>
    private static async Task<int> ReadAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        var end = -1;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            if (end < 0)
            {
                end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            }

            if (end >= 0 && IsWhole(buffer.AsSpan(0, filled), end))
            {
                return int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer, int end)
    {
        var head = Encoding.ASCII.GetString(answer[..end]);
        var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return !head.Contains("chunked", StringComparison.OrdinalIgnoreCase)
                || answer.EndsWith("0\r\n\r\n"u8);
        }

        var value = head.AsSpan(at + "content-length:".Length);
        var line = value.IndexOf('\r');
        return answer.Length
            >= end + 4 + int.Parse(line < 0 ? value : value[..line], CultureInfo.InvariantCulture);
    }
}
