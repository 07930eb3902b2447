using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// How to reach hosts: proxy, authorities, client certificate, source addresses and egress rules. One network serves any
/// number of hosts. Its password and its key are rows of <see cref="Secret"/>, never columns here.
/// </summary>
public sealed class Network
{
    public required Guid Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; set; }

    /// <summary>http://, https:// or socks5:// with name and port; without credentials.</summary>
    public string? ProxyUrl { get; set; }
    public string? ProxyUser { get; set; }

    /// <summary>PEM certificates that are trusted in addition to the system's.</summary>
    public string? CaCertificates { get; set; }

    /// <summary>The certificate that is shown to servers who ask for one, followed by its intermediates, in PEM.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>Addresses of this machine that calls come from, one a line; empty for the system's choice.</summary>
    public string SourceAddresses { get; set; } = "";

    /// <summary>
    /// What may be contacted, one a line: a range, or a range and ports ("10.20.0.0/16 443,8443"). Empty for no limit but
    /// the portal's own.
    /// </summary>
    public string EgressRules { get; set; } = "";
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Connections that were made before this moment are not used again.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
    public List<Host> Hosts { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Network>
    {
        public void Configure(EntityTypeBuilder<Network> builder)
        {
            builder.Property(network => network.Name).HasMaxLength(100);
            builder.HasIndex(network => network.Name).IsUnique();
        }
    }
}
