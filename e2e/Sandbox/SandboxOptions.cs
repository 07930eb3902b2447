using System.Security.Cryptography.X509Certificates;

namespace Sandbox;

/// <summary>How a stand-in GitHub is to be started.</summary>
public sealed record SandboxOptions
{
    /// <summary>Where it listens; port 0 means any free port.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5090";

    public Flavour Flavour { get; init; }

    /// <summary>Where a cloud's API listens; null means the web address's host on any free port. A server has none of its own.</summary>
    public string? ApiUrl { get; init; }

    /// <summary>Where a cloud serves archives; null means the web address's host on any free port.</summary>
    public string? CodeloadUrl { get; init; }

    /// <summary>Where a server's Manage API listens (8443 on a real one); null means the web address's host on any free port.</summary>
    public string? ManageUrl { get; init; }

    /// <summary>
    /// A third origin that serves the sign-in page, as an identity provider does with SAML; null means the server's own
    /// <c>/login</c>.
    /// </summary>
    public string? SignInUrl { get; init; }

    /// <summary>Serve HTTPS with this certificate (give <see cref="Url"/> an https address).</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Serve HTTPS with certificates of this authority, which can be presented well or badly.</summary>
    public Tls.PrivateAuthority? Authority { get; init; }

    /// <summary>A certificate or authority that webhook deliveries trust in addition to the machine's.</summary>
    public X509Certificate2? TrustForWebhooks { get; init; }

    /// <summary>
    /// A folder into which everything that the API and the webhooks say is recorded; null means what the variable
    /// SANDBOX_RECORD says, or nothing.
    /// </summary>
    public string? Record { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the bare repositories live; null means a temporary folder that goes away with the server.</summary>
    public string? GitRoot { get; init; }

    /// <summary>The GHES version it says it is; an empty text leaves the version header away.</summary>
    public string Version { get; init; } = "3.19.1";

    /// <summary>
    /// Refuse webhook addresses on localhost, as a real server does. Off by default, since a rehearsal happens on loopback.
    /// </summary>
    public bool RefuseLocalWebhooks { get; init; }
}
