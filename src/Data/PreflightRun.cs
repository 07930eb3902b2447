using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// What a preflight of a host found. A scheduled run that finds what the one before found only raises
/// <see cref="Times"/>, so that the history shows changes.
/// </summary>
public sealed class PreflightRun
{
    public long Id { get; init; }
    public required Guid HostId { get; init; }
    public Host Host { get; init; } = null!;
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the same was found last.</summary>
    public required DateTimeOffset LastAt { get; set; }
    public int Times { get; set; } = 1;

    /// <summary>An administrator's e-mail address, or "portal".</summary>
    public required string StartedBy { get; init; }

    /// <summary>The first step that failed; null when none did.</summary>
    public string? FailedStep { get; init; }

    /// <summary>The verdicts of all steps in their order, to tell equal runs.</summary>
    public required string Outline { get; init; }

    /// <summary>The steps as JSON; written and read by the preflight alone.</summary>
    public required string Steps { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PreflightRun>
    {
        public void Configure(EntityTypeBuilder<PreflightRun> builder)
        {
            builder.Property(run => run.Outline).HasMaxLength(400);
            builder.Property(run => run.FailedStep).HasMaxLength(40);
            builder.HasIndex(run => new { run.HostId, run.Id });
        }
    }
}
