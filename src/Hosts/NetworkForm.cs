using Portal.Data;
using Portal.Secrets;

namespace Portal.Hosts;

/// <summary>What an administrator fills in about a network. Secrets are taken, and never given back.</summary>
public sealed class NetworkForm
{
    public string? Name { get; set; }
    public string? ProxyUrl { get; set; }
    public string? ProxyUser { get; set; }

    /// <summary>Empty leaves the stored one as it is.</summary>
    public SecretText? ProxyPassword { get; set; }
    public string? CaCertificates { get; set; }
    public string? ClientCertificate { get; set; }

    /// <summary>Empty leaves the stored one as it is.</summary>
    public SecretText? ClientKey { get; set; }
    public string? SourceAddresses { get; set; }
    public string? EgressRules { get; set; }

    /// <summary>Nothing but a name at most was filled in.</summary>
    public bool IsEmpty =>
        ProxyPassword is null
        && ClientKey is null
        && string.IsNullOrWhiteSpace(
            ProxyUrl
                + ProxyUser
                + CaCertificates
                + ClientCertificate
                + SourceAddresses
                + EgressRules
        );

    /// <summary>The form with what is stored; without the secrets.</summary>
    public static NetworkForm Of(Network network) =>
        new()
        {
            Name = network.Name,
            ProxyUrl = network.ProxyUrl,
            ProxyUser = network.ProxyUser,
            CaCertificates = network.CaCertificates,
            ClientCertificate = network.ClientCertificate,
            SourceAddresses = network.SourceAddresses,
            EgressRules = network.EgressRules,
        };

    /// <summary>Forgets what was typed into the secret fields.</summary>
    public void ForgetSecrets() => (ProxyPassword, ClientKey) = (null, null);
}
