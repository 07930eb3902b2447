using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>The two GitHubs that a link joins.</summary>
public enum LinkSide
{
    Server,
    Cloud,
}

/// <summary>
/// A GitHub Connect link: one GitHub Enterprise Server and one account on a GitHub cloud, through an app that the account owns.
/// It is alive as long as its connection works. Its credentials are rows of <see cref="Secret"/>, never columns here.
/// </summary>
public sealed class Link
{
    public required Guid Id { get; init; }

    /// <summary>Unique: a server is linked to one account at a time.</summary>
    public required Guid ServerId { get; init; }
    public Host Server { get; init; } = null!;

    /// <summary>Which cloud: github.com, or SUBDOMAIN.ghe.com.</summary>
    public required HostFlavor CloudFlavor { get; init; }

    /// <summary>As <see cref="Host.WebUrl"/>.</summary>
    public required string CloudWebUrl { get; init; }

    /// <summary>As <see cref="Host.ApiUrl"/>.</summary>
    public required string CloudApiUrl { get; init; }

    /// <summary>When somebody accepted GitHub's terms for the link; null until then.</summary>
    public DateTimeOffset? TermsAcceptedAt { get; set; }
    public string? TermsAcceptedBy { get; set; }

    /// <summary>Which text was accepted.</summary>
    public string? TermsText { get; set; }

    /// <summary>The connection to the account on the cloud; null until an account is chosen.</summary>
    public Guid? ConnectionId { get; set; }
    public Connection? Connection { get; set; }

    /// <summary>When the connection was first available; null until then.</summary>
    public DateTimeOffset? EnabledAt { get; set; }

    /// <summary>Who chose the account.</summary>
    public string? EnabledBy { get; set; }

    /// <summary>The customer that the server's licence names.</summary>
    public string? CustomerName { get; set; }

    /// <summary>SHA-256, in hexadecimal, of what <see cref="LicenseSource"/> says.</summary>
    public string? LicenseHash { get; set; }

    /// <summary>The public key portion of the licence, as it stands there.</summary>
    public string? LicensePublicKey { get; set; }

    /// <summary>Null when it is not known, or not limited.</summary>
    public int? LicenseSeats { get; set; }
    public DateTimeOffset? LicenseExpiresAt { get; set; }

    /// <summary>Where the licence was read: the Manage API, or a file that somebody uploaded.</summary>
    public string? LicenseSource { get; set; }
    public DateTimeOffset? LicenseReadAt { get; set; }

    /// <summary>Seats in use on the server, without suspended people.</summary>
    public int? SeatsUsed { get; set; }

    /// <summary>How many people the server's report of dormant users lists; null while that was not read.</summary>
    public int? DormantPeople { get; set; }
    public DateTimeOffset? DormantReadAt { get; set; }

    /// <summary>Why the report was not read when it was last asked for, in words; null when it was.</summary>
    public string? DormantProblem { get; set; }

    /// <summary>Set while the report is to be asked for: the server makes it when it is asked the first time.</summary>
    public bool DormantWanted { get; set; }

    /// <summary>What the cloud says of the server's own license sync, in words; null while nobody's token tells.</summary>
    public string? CloudSync { get; set; }

    /// <summary>When the record was last read anew; whole or in part, as <see cref="RefreshProblem"/> says.</summary>
    public DateTimeOffset? RefreshedAt { get; set; }
    public string? RefreshProblem { get; set; }

    /// <summary>When somebody or something last asked for the record to be read anew; null once it was, by a reading that began later.</summary>
    public DateTimeOffset? RefreshWantedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public List<LinkPrerequisite> Prerequisites { get; } = [];
    public List<LinkFeature> Features { get; } = [];
    public List<LinkCredential> Credentials { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Link>
    {
        public void Configure(EntityTypeBuilder<Link> builder)
        {
            builder.Property(link => link.CloudWebUrl).HasMaxLength(300);
            builder.Property(link => link.CloudApiUrl).HasMaxLength(300);
            builder.HasIndex(link => link.ServerId).IsUnique();
            builder.HasIndex(link => link.ConnectionId).IsUnique();
            // A host that goes ends its link first.
            builder
                .HasOne(link => link.Server)
                .WithMany()
                .HasForeignKey(link => link.ServerId)
                .OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne(link => link.Connection)
                .WithMany()
                .HasForeignKey(link => link.ConnectionId)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
