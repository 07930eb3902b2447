using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

public enum NoticeChange
{
    /// <summary>It needs somebody.</summary>
    Raised,

    /// <summary>It still does, for another reason.</summary>
    Changed,

    /// <summary>It is as it should be again.</summary>
    Recovered,
}

/// <summary>
/// One change of a host or a connection that is to be told. Every channel reads on from where it is
/// (<see cref="NotificationChannel.ToldThrough"/>); a notice goes when all have told it, or after a week.
/// </summary>
public sealed class Notice
{
    public long Id { get; init; }

    /// <summary>The host or the connection.</summary>
    public required Guid SubjectId { get; init; }
    public required bool IsHost { get; init; }
    public required string Name { get; init; }
    public required string HostName { get; init; }
    public required NoticeChange Change { get; init; }

    /// <summary>What is wrong, or was.</summary>
    public required Reason Reason { get; init; }

    /// <summary>What was seen; never a secret.</summary>
    public string? Detail { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When it began, and when it was over; null while it is not.</summary>
    public required DateTimeOffset Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Notice>
    {
        // Goes with what it is about.
        public void Configure(EntityTypeBuilder<Notice> builder) =>
            builder.HasIndex(notice => notice.SubjectId);
    }
}
