using System.Net;
using System.Net.Sockets;

namespace Portal.GitHub;

/// <summary>How names become addresses; a test has its own.</summary>
public delegate Task<IPAddress[]> ResolveName(string name, CancellationToken cancellationToken);

/// <summary>
/// Connects only to addresses that may be called, judged at the moment of connecting, so that a name that changes its
/// address between check and use gains nothing.
/// </summary>
internal static class Egress
{
    public static GitHubException Refusal(string address) =>
        new(
            GitHubFailure.AddressRefused,
            $"{address} is an address that this portal does not call: link-local, metadata, multicast and unspecified addresses never, loopback only in a rehearsal (./portal try)."
        );

    /// <summary>Connects to the first allowed address of the name.</summary>
    /// <exception cref="GitHubException">The name has no allowed address.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target,
        ResolveName resolve,
        bool allowLoopback,
        CancellationToken cancellationToken
    )
    {
        var addresses = await resolve(target.Host, cancellationToken);
        var allowed = Array.FindAll(
            addresses,
            address => CallableAddress.Allows(address, allowLoopback)
        );
        if (allowed.Length == 0)
        {
            throw Refusal($"{target.Host} ({string.Join(", ", addresses.AsEnumerable())})");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
