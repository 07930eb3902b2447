using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Portal.Hosts;

namespace Portal.Tests.Hosts;

/// <summary>
/// Addresses that somebody types to make the portal call what it must not: each is refused with a sentence, and nobody who
/// listens on this machine hears a connection. {0} stands for the port of such a listener.
/// </summary>
public sealed class HostileAddressesTests(Registering stage) : IClassFixture<Registering>
{
    public static TheoryData<string> Addresses =>
        [
            // This machine, plainly.
            "http://127.0.0.1:{0}",
            "http://localhost:{0}",
            "http://LOCALHOST:{0}",
            "http://localhost.:{0}",
            "http://sub.localhost:{0}",
            "http://127.0.0.1.:{0}",
            "http://127.1.2.3:{0}",
            "http://127.255.255.254:{0}",
            "http://[::1]:{0}",
            "http://[0:0:0:0:0:0:0:1]:{0}",
            "http://[0000::0001]:{0}",
            // In other spellings of IPv4: decimal, octal, hexadecimal, short.
            "http://2130706433:{0}",
            "http://017700000001:{0}",
            "http://0x7f000001:{0}",
            "http://0177.0.0.1:{0}",
            "http://0x7f.0.0.1:{0}",
            "http://127.1:{0}",
            "http://127.0.1:{0}",
            "http://0x7f.1:{0}",
            "http://①②⑦.⓪.⓪.①:{0}",
            "http://127。0。0。1:{0}",
            // Wrapped in IPv6.
            "http://[::ffff:127.0.0.1]:{0}",
            "http://[::ffff:7f00:1]:{0}",
            "http://[0:0:0:0:0:ffff:7f00:1]:{0}",
            "http://[::127.0.0.1]:{0}",
            "http://[64:ff9b::127.0.0.1]:{0}",
            "http://[64:ff9b:1::127.0.0.1]:{0}",
            "http://[2002:7f00:1::]:{0}",
            "http://[2001:db8::5efe:127.0.0.1]:{0}",
            // Unspecified: it reaches this machine on Linux.
            "http://0.0.0.0:{0}",
            "http://0:{0}",
            "http://0.1.2.3:{0}",
            "http://[::]:{0}",
            "http://[::ffff:0.0.0.0]:{0}",
            // Cloud metadata.
            "http://169.254.169.254",
            "https://169.254.169.254",
            "http://2852039166",
            "http://0xa9fea9fe",
            "http://0251.0376.0251.0376",
            "http://169.254.43518",
            "http://[::ffff:169.254.169.254]",
            "http://[::ffff:a9fe:a9fe]",
            "http://[::a9fe:a9fe]",
            "http://[64:ff9b::a9fe:a9fe]",
            "http://[2002:a9fe:a9fe::]",
            "http://[fe80::5efe:169.254.169.254]",
            "http://[fd00:ec2::254]",
            "http://[fd20:ce::254]",
            "http://100.100.100.200",
            "http://168.63.129.16",
            "http://192.0.0.192",
            "http://169.254.170.2",
            // Link-local, multicast, reserved, broadcast, Teredo.
            "http://169.254.0.1",
            "http://[fe80::1]",
            "http://[febf::1]",
            "http://[ff02::1]",
            "http://[ff0e::fb]",
            "http://224.0.0.1",
            "http://239.255.255.250",
            "http://240.0.0.1",
            "http://255.255.255.255",
            "http://[2001:0:7f00:1::]",
            // A good name in front of a bad address, and other schemes.
            "http://ghes.example.com@127.0.0.1:{0}",
            "http://ghes.example.com:secret@127.0.0.1:{0}",
            "http://ghes.example.com%40127.0.0.1:{0}",
            "http://127.0.0.1:{0}\\@ghes.example.com",
            "http:\\\\127.0.0.1:{0}",
            "//127.0.0.1:{0}",
            "http:///127.0.0.1:{0}",
            "http://127.0.0.1:{0}#@ghes.example.com",
            "http://127.0.0.1:{0}/?@ghes.example.com",
            "gopher://127.0.0.1:{0}",
            "file:///etc/passwd",
            "ftp://127.0.0.1:{0}",
            "javascript://127.0.0.1:{0}",
            "http://127.0.0.1\t:{0}",
            "http://127.0.0.1\r\nHost: ghes.example.com:{0}",
        ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_hostile_address_is_refused_with_a_sentence_and_never_called(string address)
    {
        using var four = Listen(IPAddress.Any);
        using var six = Listen(IPAddress.IPv6Loopback, four);
        var url = address.Replace(
            "{0}",
            PortOf(four).ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
        var portal = await stage.StrictAsync();

        var result = await Registering.RegisterAsync(portal.Doors, new HostForm { Url = url });

        Assert.Null(result.HostId);
        var said = result.Refusal?.Detail ?? result.Problem!.Value.Sentence;
        Assert.EndsWith(".", said.Trim(), StringComparison.Ordinal);
        Assert.False(four.Pending() || six.Pending(), $"{url} was called: {said}");
    }

    [Fact]
    public void There_are_many_of_them() => Assert.True(Addresses.Count >= 60);

    private static TcpListener Listen(IPAddress address, TcpListener? samePort = null)
    {
        var listener = new TcpListener(address, samePort is null ? 0 : PortOf(samePort));
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
