using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// A link with which somebody who has no account here, and the rights on the server, creates the app of one connection.
/// It shows nothing else, works once, and ends by itself. Only the SHA-256 of what stands in the link is stored.
/// </summary>
public sealed class HandOver
{
    public required Guid Id { get; init; }
    public required byte[] TokenHash { get; init; }
    public required Guid ConnectionId { get; init; }
    public Connection Connection { get; init; } = null!;
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the colleague pressed the button: from then on only their browser can come back with it.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<HandOver>
    {
        public void Configure(EntityTypeBuilder<HandOver> builder)
        {
            builder.HasIndex(handOver => handOver.TokenHash).IsUnique();
            builder.HasIndex(handOver => handOver.ExpiresAt);
        }
    }
}
