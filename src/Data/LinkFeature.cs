using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What a GitHub Connect link can be used for.</summary>
public enum LinkFeatureKind
{
    /// <summary>One search page over both sides.</summary>
    UnifiedSearch,

    /// <summary>A person's contributions on both sides in one calendar.</summary>
    UnifiedContributions,

    /// <summary>Who uses a licence on either side, each person once.</summary>
    LicenseSync,

    /// <summary>The server's aggregate figures over time.</summary>
    ServerStatistics,
}

/// <summary>A feature of a link that is switched on. Switching it off deletes the row, and with it what the feature stored.</summary>
public sealed class LinkFeature
{
    public required Guid LinkId { get; init; }
    public Link Link { get; init; } = null!;
    public required LinkFeatureKind Kind { get; init; }
    public required DateTimeOffset EnabledAt { get; init; }
    public required string EnabledBy { get; init; }

    /// <summary>Of unified search: private repositories are searched too, for people with a grant.</summary>
    public bool PrivateRepositories { get; set; }

    /// <summary>Set when the feature's work is to be done at the next opportunity.</summary>
    public bool RunWanted { get; set; }

    /// <summary>When the feature last did its work, whatever came of it; null before the first time.</summary>
    public DateTimeOffset? LastRunAt { get; set; }

    /// <summary>What came of it, in words.</summary>
    public string? LastResult { get; set; }

    /// <summary>Since when it fails; null while it works.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LinkFeature>
    {
        public void Configure(EntityTypeBuilder<LinkFeature> builder)
        {
            builder.HasKey(feature => new { feature.LinkId, feature.Kind });
            builder
                .HasOne(feature => feature.Link)
                .WithMany(link => link.Features)
                .HasForeignKey(feature => feature.LinkId);
        }
    }
}
