using System.Net;
using System.Net.Sockets;

namespace Portal.GitHub;

/// <summary>
/// Decides which addresses may be called, at the moment of connecting, so that a name that changes its address between
/// check and use gains nothing. Link-local (and with it cloud metadata), multicast and unspecified addresses never may;
/// loopback only where configuration says so.
/// </summary>
internal static class Egress
{
    public static bool Allows(IPAddress address, bool allowLoopback)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address))
        {
            return allowLoopback;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6LinkLocal
                && !address.IsIPv6Multicast
                && !address.Equals(IPAddress.IPv6Any);
        }

        var bytes = address.GetAddressBytes();
        var linkLocal = bytes[0] == 169 && bytes[1] == 254;
        var multicastOrReserved = bytes[0] >= 224;
        return bytes[0] != 0 && !linkLocal && !multicastOrReserved;
    }

    /// <summary>Connects to the first allowed address of the name.</summary>
    /// <exception cref="GitHubException">The name has no allowed address.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target,
        bool allowLoopback,
        CancellationToken cancellationToken
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => Allows(address, allowLoopback));
        if (allowed.Length == 0)
        {
            throw new GitHubException(
                GitHubFailure.AddressRefused,
                $"{target.Host} is {string.Join(", ", addresses.AsEnumerable())}, which this portal does not call: link-local, multicast and unspecified addresses never, loopback only in a rehearsal (./portal try)."
            );
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
