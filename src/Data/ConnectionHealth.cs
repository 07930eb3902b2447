using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What the last check of a connection measured, line by line. In a table of its own: lists of connections do without it.</summary>
public sealed class ConnectionHealth
{
    public required Guid ConnectionId { get; init; }

    /// <summary>When that check began to look: one that began earlier and ends later has older news.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>The lines as JSON; written and read by the health of connections alone.</summary>
    public required string Lines { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ConnectionHealth>
    {
        public void Configure(EntityTypeBuilder<ConnectionHealth> builder)
        {
            builder.HasKey(health => health.ConnectionId);
            builder
                .HasOne<Connection>()
                .WithOne()
                .HasForeignKey<ConnectionHealth>(health => health.ConnectionId);
        }
    }
}
