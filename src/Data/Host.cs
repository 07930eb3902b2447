using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What kind of GitHub a host is. The names and the API base differ by it.</summary>
public enum HostFlavor
{
    /// <summary>A GitHub Enterprise Server of one's own.</summary>
    EnterpriseServer,

    /// <summary>github.com</summary>
    DotCom,

    /// <summary>GitHub Enterprise Cloud with data residency: SUBDOMAIN.ghe.com</summary>
    DataResidency,
}

/// <summary>One GitHub, and how to reach it.</summary>
public sealed class Host
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required HostFlavor Flavor { get; init; }

    /// <summary>Scheme, name and port as a browser uses them, lower case, without a slash at the end. Unique.</summary>
    public required string WebUrl { get; set; }

    /// <summary>Where the REST API begins, without a slash at the end; derived from <see cref="WebUrl"/> unless set apart.</summary>
    public required string ApiUrl { get; set; }

    /// <summary>How the host is reached; null for directly, with the system's authorities.</summary>
    public Guid? NetworkId { get; set; }
    public Network? Network { get; set; }

    /// <summary>
    /// SHA-256 of the one certificate that the host may show, in hexadecimal. It takes the place of a trusted authority, not of
    /// the right name and dates.
    /// </summary>
    public string? PinnedCertificate { get; set; }

    /// <summary>The certificate that the host showed last, and what it sent with it, in PEM.</summary>
    public string? SeenCertificates { get; set; }

    /// <summary>The end of the first of them to expire.</summary>
    public DateTimeOffset? CertificateExpiresAt { get; set; }

    /// <summary>The address of this machine from which the host was called last.</summary>
    public string? SeenFrom { get; set; }

    public required ResourceState State { get; set; }
    public Reason? Reason { get; set; }

    /// <summary>What was seen at the last check, in words.</summary>
    public string? Detail { get; set; }
    public required DateTimeOffset StateSince { get; set; }
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>For example "3.19.1"; null while the server hides it.</summary>
    public string? Version { get; set; }

    /// <summary>Set when an administrator asked for the host to go: it is deleted with its last connection.</summary>
    public bool RemoveWhenEmpty { get; set; }

    /// <summary>When an administrator contained the host: as if every app of it were contained.</summary>
    public DateTimeOffset? ContainedAt { get; set; }
    public string? ContainedBy { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<App> Apps { get; } = [];
    public List<Connection> Connections { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Host>
    {
        public void Configure(EntityTypeBuilder<Host> builder)
        {
            builder.Property(host => host.Name).HasMaxLength(100);
            // RFC 1035 limits a name to 255; the rest is scheme and port.
            builder.Property(host => host.WebUrl).HasMaxLength(300);
            builder.Property(host => host.ApiUrl).HasMaxLength(300);
            builder.HasIndex(host => host.WebUrl).IsUnique();
            // Whoever calls a host needs to know the way.
            builder.Navigation(host => host.Network).AutoInclude();
            builder
                .HasOne(host => host.Network)
                .WithMany(network => network.Hosts)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
