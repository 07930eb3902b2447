using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>One aggregate figure of a link's server at one time. No person and no repository is named.</summary>
public sealed class LinkFigure
{
    public long Id { get; init; }
    public required Guid LinkId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>As GitHub names it, group first: "repos.total_repos".</summary>
    public required string Name { get; init; }
    public required long Value { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LinkFigure>
    {
        public void Configure(EntityTypeBuilder<LinkFigure> builder)
        {
            builder.Property(figure => figure.Name).HasMaxLength(100);
            builder.HasIndex(figure => new { figure.LinkId, figure.At });
            builder.HasOne<Link>().WithMany().HasForeignKey(figure => figure.LinkId);
        }
    }
}
