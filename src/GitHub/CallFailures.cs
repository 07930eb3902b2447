using System.Net.Sockets;
using System.Security.Authentication;

namespace Portal.GitHub;

/// <summary>Says in a sentence why a call brought no answer.</summary>
internal static class CallFailures
{
    public static GitHubException Translate(
        HttpRequestException failure,
        string name,
        string? proxy
    )
    {
        var peer = proxy is null ? name : $"the proxy {proxy}";
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (Known(inner, name, peer) is { } known)
            {
                return known;
            }
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => Unreachable(
                $"{name} cannot be reached{(proxy is null ? "" : $" through {peer}")}: {failure.Message}"
            ),
            HttpRequestError.ProxyTunnelError => Unreachable(
                failure.Message.Contains("407", StringComparison.Ordinal)
                || failure.Message.Contains("401", StringComparison.Ordinal)
                    ? $"The proxy {proxy} asks for a user and password, or refuses those of the network."
                    : $"The proxy {proxy} did not let us through to {name}: {failure.Message}"
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

    private static GitHubException? Known(Exception inner, string name, string peer) =>
        inner switch
        {
            GitHubException own => own,
            // .NET and OpenSSL have no other signs for these; a test holds the words of each.
            _ when inner.Message.Contains("certificate required", StringComparison.Ordinal) =>
                new GitHubException(
                    GitHubFailure.ClientCertificateWanted,
                    $"{name} asks for a client certificate, and the host's network has none that it accepts."
                ),
            _ when IsOldProtocol(inner) => new GitHubException(
                GitHubFailure.TlsUntrusted,
                $"{name} offers no TLS 1.2 or newer, which this portal needs."
            ),
            AuthenticationException tls
                when tls.Message.Contains("frame size", StringComparison.Ordinal) =>
                new GitHubException(
                    GitHubFailure.NotHttps,
                    $"{name} answered https with something that is not TLS."
                ),
            AuthenticationException { InnerException: null } tls => new GitHubException(
                GitHubFailure.TlsUntrusted,
                tls.Message
            ),
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound
                    or SocketError.NoData
                    or SocketError.TryAgain
            } => Unreachable($"The name of {peer} is not known here (DNS)."),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Unreachable(
                $"{char.ToUpperInvariant(peer[0])}{peer[1..]} refuses the connection."
            ),
            SocketException { SocketErrorCode: SocketError.NetworkUnreachable } => Unreachable(
                $"There is no route from this machine to {peer}."
            ),
            _ => null,
        };

    private static bool IsOldProtocol(Exception cause) =>
        cause.Message.Contains("unsupported protocol", StringComparison.Ordinal)
        || cause.Message.Contains("protocol version", StringComparison.Ordinal);

    private static GitHubException Unreachable(string sentence) =>
        new(GitHubFailure.Unreachable, sentence);
}
