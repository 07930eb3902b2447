using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>A cached copy of what GitHub says of a repository, kept fresh by webhooks and by reading the list again.</summary>
public sealed class Repository
{
    public required Guid Id { get; init; }
    public required Guid InstallationId { get; init; }
    public Installation Installation { get; init; } = null!;

    /// <summary>GitHub's id of the repository, unique only within the host; it survives renaming.</summary>
    public required long GitHubId { get; init; }

    /// <summary>OWNER/NAME.</summary>
    public required string FullName { get; set; }
    public string? Description { get; set; }

    /// <summary>"public", "private" or "internal".</summary>
    public required string Visibility { get; set; }
    public required string DefaultBranch { get; set; }
    public bool Archived { get; set; }
    public DateTimeOffset? PushedAt { get; set; }

    /// <summary>What the last webhook about this repository said happened, in words.</summary>
    public string? LastActivity { get; set; }
    public DateTimeOffset? LastActivityAt { get; set; }
    public List<PullRequest> PullRequests { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Repository>
    {
        public void Configure(EntityTypeBuilder<Repository> builder)
        {
            builder
                .HasIndex(repository => new { repository.InstallationId, repository.GitHubId })
                .IsUnique();
            // The page of repositories is sorted by name.
            builder.HasIndex(repository => new { repository.InstallationId, repository.FullName });
        }
    }
}
