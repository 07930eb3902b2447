using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What a GitHub Connect link needs, in the order in which the page lists it.</summary>
public enum PrerequisiteKind
{
    /// <summary>The server's release is recent enough for the cloud.</summary>
    ServerVersion,

    /// <summary>The licence of the server includes GitHub Connect.</summary>
    License,

    /// <summary>The cloud's web, API and uploads names can be reached the way the server is.</summary>
    Connectivity,

    /// <summary>The person owns the enterprise on the server: is a site administrator there.</summary>
    ServerOwner,

    /// <summary>The enterprise on the cloud is invoiced: no trial, no credit card.</summary>
    InvoicedAccount,

    /// <summary>The cloud's IP allow list has this portal's address, or there is none.</summary>
    IpAllowList,

    /// <summary>The server is not linked to another cloud.</summary>
    NoOtherLink,

    /// <summary>The person owns the account on the cloud: shown by creating the app there.</summary>
    CloudOwner,
}

/// <summary>How something that a link needs is known.</summary>
public enum Standing
{
    Unknown,

    /// <summary>The portal saw that it is so.</summary>
    Measured,

    /// <summary>The portal saw that it is not so.</summary>
    Failed,
}

/// <summary>What is known of one thing that a link needs. What a person said stands beside what was seen, never in its place.</summary>
public sealed class LinkPrerequisite
{
    public required Guid LinkId { get; init; }
    public required PrerequisiteKind Kind { get; init; }
    public Standing Standing { get; set; }

    /// <summary>The value that was seen, in words; or why nothing could be.</summary>
    public string? Seen { get; set; }
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>Who said that it is so; null when nobody did.</summary>
    public string? AttestedBy { get; set; }
    public DateTimeOffset? AttestedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LinkPrerequisite>
    {
        public void Configure(EntityTypeBuilder<LinkPrerequisite> builder)
        {
            builder.HasKey(row => new { row.LinkId, row.Kind });
            builder
                .HasOne<Link>()
                .WithMany(link => link.Prerequisites)
                .HasForeignKey(row => row.LinkId);
        }
    }
}
