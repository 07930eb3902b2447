using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

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
/// Posts signed deliveries over so many connections, each of which waits for its answer before it sends the next. One thread
/// serves them all, as wrk does: what the load costs is taken from the servers, which share its processors. Every delivery has a
/// GUID and a body of its own; the bodies are made beforehand, and signed but for the number at their end.
/// </summary>
internal sealed class Load(Uri url, string secret, IReadOnlyList<byte[]> bodies) : IDisposable
{
    /// <summary>Room for a request's head, and for what makes its body another, in bytes.</summary>
    private const int Head = 1024;
    private const int Mark = 32;

    private readonly List<IncrementalHash> _signed =
    [
        .. bodies.Select(body => Begun(body, secret)),
    ];
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

    public void Dispose() => _signed.ForEach(hash => hash.Dispose());

    private static IncrementalHash Begun(byte[] body, string secret)
    {
        var hash = IncrementalHash.CreateHMAC(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret)
        );
        hash.AppendData(body.AsSpan(..^1));
        return hash;
    }

    private Task<LoadResult> RunAsync(int connections, TimeSpan duration, TimeSpan every) =>
        Task.Factory.StartNew(
            () => Run(connections, duration, every),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private LoadResult Run(int connections, TimeSpan duration, TimeSpan every)
    {
        var (accepted, other, latencies) = (
            new List<Guid>(),
            new Dictionary<int, int>(),
            new List<double>()
        );
        var begun = Stopwatch.GetTimestamp();
        var clients = Enumerable
            .Range(0, connections)
            .Select(place => new Client(url, every * place / connections))
            .ToDictionary(client => client.Socket);
        var waiting = new List<Socket>(connections);
        while (true)
        {
            var now = Stopwatch.GetElapsedTime(begun);
            foreach (var client in clients.Values)
            {
                if (!client.IsBusy && now < duration && client.Due <= now)
                {
                    client.Due += every;
                    Send(client);
                }
            }

            waiting.Clear();
            waiting.AddRange(
                clients.Values.Where(client => client.IsBusy).Select(client => client.Socket)
            );
            if (waiting.Count == 0 && now >= duration)
            {
                break;
            }

            Wait(waiting, every == TimeSpan.Zero ? null : TimeSpan.FromMilliseconds(1));
            foreach (var socket in waiting)
            {
                var client = clients[socket];
                if (client.Read() is not { } status)
                {
                    continue;
                }

                latencies.Add(Stopwatch.GetElapsedTime(client.Sent).TotalMilliseconds);
                if (status is >= 200 and < 300)
                {
                    accepted.Add(client.Guid);
                }
                else
                {
                    other[status] = other.GetValueOrDefault(status) + 1;
                }
            }
        }

        var took = Stopwatch.GetElapsedTime(begun);
        foreach (var socket in clients.Keys)
        {
            socket.Dispose();
        }

        var sorted = latencies.ToArray();
        Array.Sort(sorted);
        return new LoadResult(accepted, other, sorted, took);
    }

    /// <summary>Leaves those that have something to read.</summary>
    private static void Wait(List<Socket> waiting, TimeSpan? atMost)
    {
        if (waiting.Count > 0)
        {
            Socket.Select(waiting, null, null, atMost ?? TimeSpan.FromSeconds(60));
        }
        else
        {
            Thread.Sleep(atMost ?? TimeSpan.Zero);
        }
    }

    /// <summary>A number at its end makes every body another, however often it is sent.</summary>
    private void Send(Client client)
    {
        var number = ++_next;
        var template = bodies[number % bodies.Count].AsSpan();
        var request = client.Room(Head + template.Length + Mark);
        var body = request[Head..];
        template[..^1].CopyTo(body);
        Utf8.TryWrite(
            body[(template.Length - 1)..],
            CultureInfo.InvariantCulture,
            $",\"bench\":{number}}}",
            out var mark
        );
        body = body[..(template.Length - 1 + mark)];
        Span<byte> signature = stackalloc byte[32];
        using var hash = _signed[number % bodies.Count].Clone();
        hash.AppendData(body[(template.Length - 1)..]);
        hash.GetHashAndReset(signature);
        Span<char> hex = stackalloc char[64];
        Convert.TryToHexStringLower(signature, hex, out _);
        client.Guid = Guid.NewGuid();
        Span<byte> head = stackalloc byte[Head];
        Utf8.TryWrite(
            head,
            CultureInfo.InvariantCulture,
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: GitHub-Hookshot/044aadd\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: {client.Guid}\r\nX-GitHub-Hook-ID: 7\r\nX-Hub-Signature-256: sha256={(ReadOnlySpan<char>)hex}\r\n\r\n",
            out var length
        );
        // The head stands directly before the body.
        head[..length].CopyTo(request[(Head - length)..]);
        client.Send(request[(Head - length)..(Head + body.Length)]);
    }

    /// <summary>One connection.</summary>
    private sealed class Client
    {
        private readonly byte[] _answer = new byte[16 * 1024];
        private byte[] _request = [];
        private int _filled;

        public Client(Uri url, TimeSpan due)
        {
            Due = due;
            Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(url.Host, url.Port);
        }

        public Socket Socket { get; }

        public TimeSpan Due { get; set; }

        public Guid Guid { get; set; }

        public long Sent { get; private set; }

        /// <summary>A request has no answer yet.</summary>
        public bool IsBusy { get; private set; }

        /// <summary>For the next request: it is used again and again.</summary>
        public Span<byte> Room(int bytes) =>
            _request.Length >= bytes ? _request : _request = new byte[bytes];

        public void Send(ReadOnlySpan<byte> request)
        {
            (IsBusy, _filled, Sent) = (true, 0, Stopwatch.GetTimestamp());
            while (!request.IsEmpty)
            {
                request = request[Socket.Send(request)..];
            }
        }

        /// <summary>Reads what there is; the status once the answer is whole.</summary>
        public int? Read()
        {
            var read = Socket.Receive(_answer.AsSpan(_filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            _filled += read;
            ReadOnlySpan<byte> answer = _answer.AsSpan(0, _filled);
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0 || !IsWhole(answer, end))
            {
                return null;
            }

            IsBusy = false;
            return int.Parse(answer.Slice(9, 3), CultureInfo.InvariantCulture);
        }

        private static bool IsWhole(ReadOnlySpan<byte> answer, int end)
        {
            Span<char> head = stackalloc char[2048];
            head = head[..Encoding.ASCII.GetChars(answer[..end], head)];
            var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return !head.Contains("chunked", StringComparison.OrdinalIgnoreCase)
                    || answer.EndsWith("0\r\n\r\n"u8);
            }

            var value = head[(at + "content-length:".Length)..];
            var line = value.IndexOf('\r');
            return answer.Length
                >= end
                    + 4
                    + int.Parse(line < 0 ? value : value[..line], CultureInfo.InvariantCulture);
        }
    }
}
