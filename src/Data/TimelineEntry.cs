using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>Something that changed about a host, an app or a connection, as its page tells it.</summary>
public sealed class TimelineEntry
{
    public long Id { get; init; }

    /// <summary>The host, app or connection.</summary>
    public required Guid SubjectId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The state from then on; null when it is not about a state.</summary>
    public ResourceState? State { get; init; }
    public Reason? Reason { get; init; }

    /// <summary>What happened, in words; never a secret.</summary>
    public required string Text { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<TimelineEntry>
    {
        public void Configure(EntityTypeBuilder<TimelineEntry> builder)
        {
            builder.HasIndex(entry => new { entry.SubjectId, entry.Id });
            // What the dashboard tells of the last days, whoever it is about.
            builder.HasIndex(entry => entry.At).HasFilter("\"State\" IS NOT NULL");
        }
    }
}
