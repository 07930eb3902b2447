using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>An attempt to handle a delivery that failed. The last attempt, whatever it came to, stands in the delivery itself.</summary>
public sealed class DeliveryAttempt
{
    public long Id { get; init; }
    public required long DeliveryId { get; init; }
    public Delivery Delivery { get; init; } = null!;
    public required DateTimeOffset At { get; init; }

    /// <summary>In milliseconds.</summary>
    public required int Took { get; init; }

    /// <summary>Why it failed, in words.</summary>
    public required string Outcome { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeliveryAttempt>
    {
        public void Configure(EntityTypeBuilder<DeliveryAttempt> builder) =>
            builder.HasIndex(attempt => attempt.DeliveryId);
    }
}
