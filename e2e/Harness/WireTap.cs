using System.Text;
using Microsoft.Playwright;

namespace Portal.E2E.Harness;

/// <summary>What the web sockets of a visit carried, as bytes, so that a test can look for what must never travel.</summary>
public sealed class WireTap
{
    private readonly Lock _lock = new();
    private readonly List<WireFrame> _frames = [];

    public IReadOnlyList<WireFrame> Frames
    {
        get
        {
            lock (_lock)
            {
                return [.. _frames];
            }
        }
    }

    /// <summary>Whether the text went over the wire, as UTF-8, in either direction.</summary>
    public bool Carried(string text) => Carried(Encoding.UTF8.GetBytes(text));

    public bool Carried(byte[] bytes) =>
        Frames.Any(frame => frame.Bytes.AsSpan().IndexOf(bytes) >= 0);

    internal void Listen(IWebSocket socket)
    {
        socket.FrameSent += (_, frame) => Add(socket, sent: true, frame);
        socket.FrameReceived += (_, frame) => Add(socket, sent: false, frame);
    }

    private void Add(IWebSocket socket, bool sent, IWebSocketFrame frame)
    {
        var bytes = frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? "");
        lock (_lock)
        {
            _frames.Add(new WireFrame(socket.Url, sent, bytes));
        }
    }
}

/// <summary>One frame; <see cref="Sent"/> means from the browser to the server.</summary>
public sealed record WireFrame(string Url, bool Sent, byte[] Bytes);
