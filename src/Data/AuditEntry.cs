using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>Who did what, when and from where; kept when its subject is gone.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>An administrator's e-mail address, or "anonymous" or "portal".</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, in words: "signed in to", "registered the host"; the subject ends the sentence.</summary>
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public string? Address { get; init; }

    /// <summary>How often it happened: repeated refusals of one minute share a row.</summary>
    public int Count { get; set; } = 1;

    internal sealed class Mapping : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder) =>
            builder.HasIndex(entry => entry.At);
    }
}
