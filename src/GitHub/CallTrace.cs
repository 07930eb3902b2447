using System.Net;
using System.Security.Authentication;

namespace Portal.GitHub;

/// <summary>What a certificate of a server is refused for.</summary>
public enum CertificateProblem
{
    None,
    Missing,
    WrongName,
    Expired,
    NotYetValid,

    /// <summary>The server does not send the certificate that signed its own.</summary>
    IncompleteChain,
    UntrustedAuthority,

    /// <summary>It is not the one that an administrator pinned.</summary>
    NotThePinned,
    Unusable,
}

/// <summary>What one call showed of the way to its host. Filled while the call runs.</summary>
public sealed class CallTrace
{
    private readonly TaskCompletionSource _secured = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The address of this machine that the call came from.</summary>
    public IPAddress? From { get; internal set; }

    /// <summary>The server's certificate, then what it sent along, in PEM; null until it showed one.</summary>
    public string? Certificates { get; internal set; }
    public CertificateProblem Problem { get; internal set; }
    public SslProtocols Protocol { get; private set; }

    /// <summary>Completes when the connection is up and encrypted; it may never.</summary>
    public Task Secured => _secured.Task;

    internal void Secure(SslProtocols protocol)
    {
        Protocol = protocol;
        _secured.TrySetResult();
    }
}
