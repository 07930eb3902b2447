using Portal.Data;
using Portal.Secrets;

namespace Portal.GitHub;

/// <summary>
/// How calls travel to a host: what a <see cref="Network"/> says. Of a stored network the secrets are read when the first
/// call is made; of one that is only being tried out they come along.
/// </summary>
/// <param name="NetworkId">The stored network; null for none, and for one that is being tried out.</param>
/// <param name="ChangedAt">Tells the states of one network apart.</param>
/// <param name="ProxyUrl">http, https or socks5, without credentials.</param>
/// <param name="CaCertificates">PEM certificates that are trusted in addition to the system's.</param>
/// <param name="ClientCertificate">PEM, the certificate itself first.</param>
/// <param name="SourceAddresses">One a line.</param>
/// <param name="EgressRules">One a line; see <see cref="EgressRule"/>.</param>
public sealed record NetworkRoute(
    Guid? NetworkId = null,
    DateTimeOffset ChangedAt = default,
    string? ProxyUrl = null,
    string? ProxyUser = null,
    SecretText? ProxyPassword = null,
    string? CaCertificates = null,
    string? ClientCertificate = null,
    SecretText? ClientKey = null,
    string SourceAddresses = "",
    string EgressRules = ""
)
{
    /// <summary>Straight to the host, with the system's authorities.</summary>
    public static NetworkRoute Direct { get; } = new();

    /// <summary>Connections of this route may be kept and used again.</summary>
    internal bool Lasts => NetworkId is not null || this == Direct;

    public static NetworkRoute Of(Network? network) =>
        network is null
            ? Direct
            : new NetworkRoute(
                network.Id,
                network.ChangedAt,
                network.ProxyUrl,
                network.ProxyUser,
                ProxyPassword: null,
                network.CaCertificates,
                network.ClientCertificate,
                ClientKey: null,
                network.SourceAddresses,
                network.EgressRules
            );

    /// <summary>The same route with the secrets that a stored network keeps.</summary>
    internal async Task<NetworkRoute> OpenAsync(
        SecretStore secrets,
        CancellationToken cancellationToken
    )
    {
        if (NetworkId is not { } id)
        {
            return this;
        }

        return this with
        {
            ProxyPassword = ProxyUser is null
                ? null
                : await secrets.GetAsync(id, SecretField.ProxyPassword, cancellationToken),
            ClientKey = ClientCertificate is null
                ? null
                : await secrets.GetAsync(id, SecretField.ClientKey, cancellationToken),
        };
    }
}
