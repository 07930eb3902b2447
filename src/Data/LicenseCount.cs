using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>The totals of one count of a link's licences.</summary>
public sealed class LicenseCount
{
    public long Id { get; init; }
    public required Guid LinkId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Accounts of people on the server.</summary>
    public required int OnServer { get; init; }

    /// <summary>Accounts on the cloud that use a licence.</summary>
    public required int OnCloud { get; init; }

    /// <summary>Each counted once.</summary>
    public required int People { get; init; }

    /// <summary>Those with an account on both sides.</summary>
    public required int Both { get; init; }

    /// <summary>Those who may be counted twice.</summary>
    public required int Doubtful { get; init; }

    /// <summary>Seats of the enterprise, as the cloud says.</summary>
    public int? Bought { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LicenseCount>
    {
        public void Configure(EntityTypeBuilder<LicenseCount> builder)
        {
            builder.HasIndex(count => new { count.LinkId, count.At });
            builder.HasOne<Link>().WithMany().HasForeignKey(count => count.LinkId);
        }
    }
}
