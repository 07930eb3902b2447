using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// An app that may stand on a GitHub without this portal having its key (any more). It outlives its host's row, so it copies
/// what a person needs to find and delete it there.
/// </summary>
public sealed class OrphanedApp
{
    public required Guid Id { get; init; }
    public required string HostName { get; init; }
    public required string HostUrl { get; init; }
    public required string Name { get; init; }

    /// <summary>The organization or enterprise that owns it; null for a personal account.</summary>
    public string? Owner { get; init; }
    public long? GitHubId { get; init; }

    /// <summary>The page on the host on which it can be deleted, or the owner's list of apps.</summary>
    public required string Url { get; init; }

    /// <summary>How it came about, in a sentence.</summary>
    public required string Cause { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>An administrator said that it is gone.</summary>
    public DateTimeOffset? SettledAt { get; set; }
    public string? SettledBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OrphanedApp>
    {
        public void Configure(EntityTypeBuilder<OrphanedApp> builder) =>
            builder.HasIndex(orphan => orphan.SettledAt);
    }
}
