using System.Net;
using System.Net.Sockets;

namespace Portal.GitHub;

/// <summary>How names become addresses; a test has its own.</summary>
public delegate Task<IPAddress[]> ResolveName(string name, CancellationToken cancellationToken);

/// <summary>
/// Connects only to what may be called, judged at the moment of connecting, so that a name that changes its address between
/// check and use gains nothing; and from the addresses that the network names.
/// </summary>
internal sealed class Egress(ResolveName resolve, bool allowLoopback, NetworkRoute route)
{
    private readonly IReadOnlyList<EgressRule> _rules = EgressRule.ParseAll(route.EgressRules);
    private readonly IPAddress[] _sources =
    [
        .. route
            .SourceAddresses.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(IPAddress.Parse),
    ];

    /// <summary>
    /// Refuses what an address says by itself, before anybody is asked: a proxy resolves names out of our sight.
    /// </summary>
    /// <exception cref="GitHubException">The address is not one that may be called.</exception>
    public void RefuseLiteral(Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal))
        {
            if (!CallableAddress.Allows(literal, allowLoopback))
            {
                throw Refusal(url.Host);
            }

            if (_rules.Count > 0 && !_rules.Any(rule => rule.Allows(literal, url.Port)))
            {
                throw RuleRefusal($"{url.Host} port {url.Port}");
            }
        }
        else if (url.IsLoopback && !allowLoopback)
        {
            throw Refusal(url.Host);
        }
        else if (_rules.Count > 0 && !_rules.Any(rule => rule.AllowsPort(url.Port)))
        {
            throw RuleRefusal($"{url.Host} port {url.Port}");
        }
    }

    /// <summary>The addresses of a name that may be called.</summary>
    /// <exception cref="GitHubException">None of them may.</exception>
    public async Task<IPAddress[]> ResolveAsync(
        DnsEndPoint target,
        CancellationToken cancellationToken
    )
    {
        var addresses = await resolve(target.Host, cancellationToken);
        // The proxy was configured by an administrator: it may be on this machine, and the rules are not about it.
        var proxied = route.ProxyUrl is not null;
        var callable = Array.FindAll(
            addresses,
            address => CallableAddress.Allows(address, allowLoopback || proxied)
        );
        if (callable.Length == 0)
        {
            throw Refusal(Name(target, addresses));
        }

        var allowed =
            proxied || _rules.Count == 0
                ? callable
                : Array.FindAll(
                    callable,
                    address => _rules.Any(rule => rule.Allows(address, target.Port))
                );
        return allowed.Length > 0
            ? allowed
            : throw RuleRefusal($"{Name(target, callable)} port {target.Port}");
    }

    /// <summary>Connects to the first of the addresses that answers.</summary>
    /// <exception cref="GitHubException">The source addresses cannot be used.</exception>
    public async Task<Socket> ConnectAsync(
        IPAddress[] addresses,
        int port,
        CancellationToken cancellationToken
    )
    {
        if (_sources.Length == 0)
        {
            var socket = New(SocketType.Stream);
            try
            {
                await socket.ConnectAsync(addresses, port, cancellationToken);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        Exception? last = null;
        foreach (var address in addresses)
        {
            foreach (
                var source in _sources.Where(source =>
                    source.AddressFamily == address.AddressFamily
                )
            )
            {
                try
                {
                    return await ConnectFromAsync(source, address, port, cancellationToken);
                }
                catch (Exception failure) when (failure is SocketException or GitHubException)
                {
                    last = failure;
                }
            }
        }

        throw last
            ?? new GitHubException(
                GitHubFailure.Unreachable,
                $"The network's source addresses ({string.Join(", ", _sources.AsEnumerable())}) are of another kind (IPv4, IPv6) than {string.Join(", ", addresses.AsEnumerable())}."
            );
    }

    /// <summary>The address of this machine that a connection comes from.</summary>
    public static IPAddress From(Socket socket)
    {
        var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static async Task<Socket> ConnectFromAsync(
        IPAddress source,
        IPAddress address,
        int port,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        try
        {
            socket.Bind(new IPEndPoint(source, 0));
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw new GitHubException(
                GitHubFailure.Unreachable,
                $"The network's source address {source} is not an address of this machine. You can correct it in the network's settings."
            );
        }

        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket New(SocketType type) => new(type, ProtocolType.Tcp) { NoDelay = true };

    private static string Name(DnsEndPoint target, IPAddress[] addresses) =>
        $"{target.Host} ({string.Join(", ", addresses.AsEnumerable())})";

    private static GitHubException Refusal(string address) =>
        new(
            GitHubFailure.AddressRefused,
            $"{address} is an address that this portal does not call: link-local, metadata, multicast and unspecified addresses never, loopback only in a rehearsal (./portal try)."
        );

    private static GitHubException RuleRefusal(string address) =>
        new(
            GitHubFailure.AddressRefused,
            $"{address} is not among what the network's egress rules allow. You can change the rules in the network's settings."
        );
}
