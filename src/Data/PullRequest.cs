using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>A cached copy of an open pull request; the row goes when the pull request is no longer open.</summary>
public sealed class PullRequest
{
    public required Guid Id { get; init; }
    public required Guid RepositoryId { get; init; }
    public Repository Repository { get; init; } = null!;
    public required int Number { get; init; }
    public required string Title { get; set; }
    public required string Author { get; set; }
    public required string HeadBranch { get; set; }
    public required string BaseBranch { get; set; }
    public bool Draft { get; set; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PullRequest>
    {
        public void Configure(EntityTypeBuilder<PullRequest> builder) =>
            builder.HasIndex(pull => new { pull.RepositoryId, pull.Number }).IsUnique();
    }
}
