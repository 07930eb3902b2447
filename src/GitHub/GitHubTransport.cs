using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.GitHub;

/// <summary>
/// The one way out: every call to a GitHub goes through here, with the host's proxy, authorities, egress rules and limits.
/// Follows no redirect. An answer has 30 seconds and 16 MiB.
/// </summary>
public sealed class GitHubTransport(
    IOptions<PortalOptions> options,
    ResolveName resolve,
    TimeProvider time
) : IDisposable
{
    private const int MaxAnswer = 16 * 1024 * 1024;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<GitHubEndpoint, HttpMessageInvoker> _clients = new();

    /// <summary>Sends one request and reads the whole answer, whatever its status.</summary>
    /// <exception cref="GitHubException">No whole answer came.</exception>
    public async Task<GitHubAnswer> SendAsync(
        GitHubEndpoint endpoint,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Portal", "0.1"));
        request.Headers.Accept.Add(
            new MediaTypeWithQualityHeaderValue("application/vnd.github+json")
        );
        // The version that every supported GitHub Enterprise Server and github.com understand.
        // https://docs.github.com/rest/about-the-rest-api/api-versions
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        RefuseLiteral(request.RequestUri!);
        var client = _clients.GetOrAdd(endpoint, Create);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_timeout);
        var name = request.RequestUri!.Authority;
        var started = time.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            return await GitHubAnswer.ReadAsync(
                response,
                MaxAnswer,
                time.GetUtcNow(),
                () => time.GetElapsedTime(started),
                limit.Token
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(
                GitHubFailure.NoAnswer,
                $"{name} did not answer within {s_timeout.TotalSeconds} seconds."
            );
        }
        catch (HttpRequestException failure)
        {
            throw Translate(failure, name, endpoint.ProxyUrl);
        }
        catch (IOException)
        {
            throw new GitHubException(GitHubFailure.NoAnswer, $"{name} broke its answer off.");
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private HttpMessageInvoker Create(GitHubEndpoint endpoint)
    {
        var proxy = endpoint.ProxyUrl is null ? null : new Uri(endpoint.ProxyUrl);
        var allowLoopback = options.Value.AllowLoopbackHosts;
        return new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = proxy is not null,
                Proxy = proxy is null ? null : new WebProxy(proxy),
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxConnectionsPerServer = 16,
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = ServerTrust.With(endpoint.CaCertificates),
                },
                // With a proxy it is the proxy that is connected to: configured by an administrator, it may be on this machine.
                ConnectCallback = (context, cancellationToken) =>
                    Egress.ConnectAsync(
                        context.DnsEndPoint,
                        resolve,
                        allowLoopback || proxy is not null,
                        cancellationToken
                    ),
            }
        );
    }

    // A proxy resolves names itself, out of our sight; what the address says by itself is refused before it is asked.
    private void RefuseLiteral(Uri url)
    {
        var allowLoopback = options.Value.AllowLoopbackHosts;
        if (
            IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal)
                ? !CallableAddress.Allows(literal, allowLoopback)
                : url.IsLoopback && !allowLoopback
        )
        {
            throw Egress.Refusal(url.Host);
        }
    }

    private static GitHubException Translate(
        HttpRequestException failure,
        string name,
        string? proxy
    )
    {
        var peer = proxy is null ? name : $"the proxy {proxy}";
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case GitHubException own:
                    return own;
                // .NET has no other sign that the first bytes of the answer are not those of TLS; a test holds the words.
                case AuthenticationException tls
                    when tls.Message.Contains("frame size", StringComparison.Ordinal):
                    return new GitHubException(
                        GitHubFailure.NotHttps,
                        $"{name} answered https with something that is not TLS."
                    );
                case AuthenticationException tls:
                    return new GitHubException(GitHubFailure.TlsUntrusted, tls.Message);
                case SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound
                        or SocketError.NoData
                        or SocketError.TryAgain
                }:
                    return new GitHubException(
                        GitHubFailure.Unreachable,
                        $"The name of {peer} is not known here (DNS)."
                    );
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return new GitHubException(
                        GitHubFailure.Unreachable,
                        $"{char.ToUpperInvariant(peer[0])}{peer[1..]} refuses the connection."
                    );
            }
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
                new GitHubException(
                    GitHubFailure.Unreachable,
                    $"{name} cannot be reached{(proxy is null ? "" : $" through {peer}")}: {failure.Message}"
                ),
            HttpRequestError.ProxyTunnelError => new GitHubException(
                GitHubFailure.Unreachable,
                $"The proxy {proxy} did not let us through to {name}: {failure.Message}"
            ),
            HttpRequestError.SecureConnectionError => new GitHubException(
                GitHubFailure.TlsUntrusted,
                $"No secure connection to {name}: {failure.Message}"
            ),
            _ => new GitHubException(
                GitHubFailure.NoAnswer,
                $"{name} broke off: {failure.Message}"
            ),
        };
    }
}
