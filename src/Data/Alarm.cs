using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// What is known and told of a host or a connection that is not, or was not long ago, as it should be: so that what comes and goes
/// is told once.
/// </summary>
public sealed class Alarm
{
    /// <summary>The host or the connection.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>When the portal saw the trouble begin; a short good moment does not end it. Null when there is none.</summary>
    public DateTimeOffset? TroubleSince { get; set; }

    /// <summary>Since when it has looked good; null while it does not.</summary>
    public DateTimeOffset? FineSince { get; set; }

    /// <summary>The reason seen last, and since when it has been that one.</summary>
    public Reason? Seen { get; set; }
    public DateTimeOffset SeenSince { get; set; }

    /// <summary>What was told and not yet called off.</summary>
    public Reason? Told { get; set; }

    /// <summary>How often something was told lately: what is told often has to last longer.</summary>
    public int Times { get; set; }

    /// <summary>When it last came or went, told or not.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Alarm>
    {
        public void Configure(EntityTypeBuilder<Alarm> builder) =>
            builder.HasKey(alarm => alarm.SubjectId);
    }
}
