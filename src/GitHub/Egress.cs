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
    // The one metadata service that has an address outside the link-local range.
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
    private static readonly IPAddress s_awsMetadata = IPAddress.Parse("fd00:ec2::254");

    // Behind NAT64 the last four bytes are the IPv4 address that is called: https://www.rfc-editor.org/rfc/rfc6052#section-2.1
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Allows(IPAddress address, bool allowLoopback)
    {
        if (address.IsIPv4MappedToIPv6 || IsTranslated(address))
        {
            address = new IPAddress(address.GetAddressBytes()[12..]);
        }

        if (IPAddress.IsLoopback(address))
        {
            return allowLoopback;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6LinkLocal
                && !address.IsIPv6Multicast
                && !address.Equals(s_awsMetadata)
                && !address.Equals(IPAddress.IPv6Any);
        }

        var bytes = address.GetAddressBytes();
        var linkLocal = bytes[0] == 169 && bytes[1] == 254;
        var multicastOrReserved = bytes[0] >= 224;
        return bytes[0] != 0 && !linkLocal && !multicastOrReserved;
    }

    public static GitHubException Refusal(string address) =>
        new(
            GitHubFailure.AddressRefused,
            $"{address} is an address that this portal does not call: link-local, multicast and unspecified addresses never, loopback only in a rehearsal (./portal try)."
        );

    private static bool IsTranslated(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && s_nat64.Contains(address);

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
