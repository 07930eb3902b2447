using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// The HTTP clients, one for each route and pin, so that connections are used again. When a network is changed, its former
/// client is dropped: no new call uses its connections.
/// </summary>
internal sealed class RouteClients(
    IOptions<PortalOptions> options,
    ResolveName resolve,
    SecretStore secrets
) : IDisposable
{
    private readonly ConcurrentDictionary<Key, Lazy<Task<HttpMessageInvoker>>> _clients = new();

    public Egress EgressOf(NetworkRoute route) =>
        new(resolve, options.Value.AllowLoopbackHosts, route);

    /// <summary>A client that is kept for the next call.</summary>
    public async Task<HttpMessageInvoker> GetAsync(
        GitHubEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var key = new Key(endpoint.Route, endpoint.PinnedCertificate);
        var entry = _clients.GetOrAdd(
            key,
            // Not cancelled with the first who asks: others wait for the same client.
            _ => new Lazy<Task<HttpMessageInvoker>>(() =>
                CreateAsync(endpoint, trace: null, CancellationToken.None)
            )
        );
        try
        {
            var client = await entry.Value.WaitAsync(cancellationToken);
            Drop(key);
            return client;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _clients.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    /// <summary>A client for one call, which makes a connection of its own and tells the trace about it.</summary>
    public async Task<HttpMessageInvoker> CreateAsync(
        GitHubEndpoint endpoint,
        CallTrace? trace,
        CancellationToken cancellationToken
    )
    {
        var route = await endpoint.Route.OpenAsync(secrets, cancellationToken);
        var egress = EgressOf(route);
        var trust = new ServerTrust(route.CaCertificates, endpoint.PinnedCertificate, trace);
        return new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                // .NET's own span of a call holds its whole address, and with it GitHub's code for an app's key.
                ActivityHeadersPropagator = null,
                UseCookies = false,
                UseProxy = route.ProxyUrl is not null,
                Proxy = ProxyOf(route),
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxConnectionsPerServer = 16,
                SslOptions = new SslClientAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = ServerTrust.SystemPolicy(),
                    RemoteCertificateValidationCallback = trust.Check,
                    ClientCertificateContext = ClientCertificateOf(route),
                },
                ConnectCallback = async (context, stop) =>
                {
                    var target = context.DnsEndPoint;
                    var addresses = await egress.ResolveAsync(target, stop);
                    var socket = await egress.ConnectAsync(addresses, target.Port, stop);
                    trace?.From = Egress.From(socket);
                    return new NetworkStream(socket, ownsSocket: true);
                },
                PlaintextStreamFilter = (context, _) =>
                {
                    // The connection to a proxy, over which the tunnel is asked for, is not yet the one to the host.
                    if (context.InitialRequestMessage.Method != HttpMethod.Connect)
                    {
                        trace?.Secure(
                            context.PlaintextStream is SslStream tls
                                ? tls.SslProtocol
                                : SslProtocols.None
                        );
                    }

                    return ValueTask.FromResult(context.PlaintextStream);
                },
            }
        );
    }

    public void Dispose()
    {
        foreach (var entry in _clients.Values)
        {
            if (entry is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } client })
            {
                client.Result.Dispose();
            }
        }
    }

    // Calls under way end on the dropped client; its idle connections close by themselves.
    private void Drop(Key current)
    {
        foreach (var other in _clients.Keys)
        {
            if (
                other.Route.NetworkId is { } id
                && id == current.Route.NetworkId
                && other.Route.ChangedAt < current.Route.ChangedAt
            )
            {
                _clients.TryRemove(other, out _);
            }
        }
    }

    private static WebProxy? ProxyOf(NetworkRoute route) =>
        route.ProxyUrl is null
            ? null
            : new WebProxy(new Uri(route.ProxyUrl))
            {
                Credentials = route.ProxyPassword?.AsCredential(route.ProxyUser!),
            };

    private static SslStreamCertificateContext? ClientCertificateOf(NetworkRoute route)
    {
        if (route.ClientCertificate is not { } pem)
        {
            return null;
        }

        if (route.ClientKey is null)
        {
            throw new GitHubException(
                GitHubFailure.NoCredentials,
                "The portal has no key for the network's client certificate (any more). You can enter it again in the network's settings."
            );
        }

        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pem);
            return SslStreamCertificateContext.Create(
                route.ClientKey.With(all[0]),
                [.. all.Skip(1)],
                // Nothing is fetched from addresses that the certificate names.
                offline: true
            );
        }
        catch (CryptographicException)
        {
            throw new GitHubException(
                GitHubFailure.NoCredentials,
                "The key of the network's client certificate does not belong to it. You can enter both again in the network's settings."
            );
        }
    }

    private sealed record Key(NetworkRoute Route, string? Pinned);
}
