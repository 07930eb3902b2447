using System.Net;
using System.Net.Sockets;

namespace Portal.GitHub;

/// <summary>
/// Which addresses may be called: never link-local ones, those of cloud metadata services, multicast, reserved and
/// unspecified ones, loopback only where configuration says so. An IPv6 address that only wraps an IPv4 one is judged by what
/// it wraps.
/// </summary>
internal static class CallableAddress
{
    private static readonly IPNetwork[] s_never =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        // Link-local, and with it the metadata services of AWS, Azure, Google and most others.
        // https://www.rfc-editor.org/rfc/rfc3927
        IPNetwork.Parse("169.254.0.0/16"),
        // Protocol assignments; Oracle Cloud has metadata there. https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2
        IPNetwork.Parse("192.0.0.0/24"),
        // Multicast, reserved, and broadcast.
        IPNetwork.Parse("224.0.0.0/3"),
        // https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
        IPNetwork.Parse("100.100.100.200/32"),
        // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("ff00::/8"),
        // Teredo hides an IPv4 address behind a relay of somebody else. https://www.rfc-editor.org/rfc/rfc4380
        IPNetwork.Parse("2001::/32"),
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
        IPNetwork.Parse("fd00:ec2::254/128"),
        // https://cloud.google.com/compute/docs/metadata/querying-metadata
        IPNetwork.Parse("fd20:ce::254/128"),
    ];

    // What wraps an IPv4 address, and at which byte that begins.
    private static readonly (IPNetwork Network, int At)[] s_wrappers =
    [
        // https://www.rfc-editor.org/rfc/rfc6052#section-2.1
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        // https://www.rfc-editor.org/rfc/rfc8215
        (IPNetwork.Parse("64:ff9b:1::/48"), 12),
        // 6to4: https://www.rfc-editor.org/rfc/rfc3056#section-2
        (IPNetwork.Parse("2002::/16"), 2),
        // IPv4-compatible: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1
        (IPNetwork.Parse("::/96"), 12),
    ];

    public static bool Allows(IPAddress address, bool allowLoopback)
    {
        if (IPAddress.IsLoopback(address))
        {
            return allowLoopback;
        }

        return !Array.Exists(s_never, network => network.Contains(address))
            && (Wrapped(address) is not { } inner || Allows(inner, allowLoopback));
    }

    private static IPAddress? Wrapped(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || IsIsatap(bytes))
        {
            return new IPAddress(bytes.AsSpan(12, 4));
        }

        var wrapper = Array.Find(s_wrappers, one => one.Network.Contains(address));
        return wrapper.Network == default ? null : new IPAddress(bytes.AsSpan(wrapper.At, 4));
    }

    /// <summary>https://www.rfc-editor.org/rfc/rfc5214#section-6.1</summary>
    private static bool IsIsatap(byte[] bytes) =>
        bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
}
