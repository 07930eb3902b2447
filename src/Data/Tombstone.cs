using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What stays of an ended app: enough to answer its late deliveries with 410 and to count them.</summary>
public sealed class Tombstone
{
    /// <summary>The <see cref="App.Key"/> of the ended app.</summary>
    public required string AppKey { get; init; }
    public required string HostUrl { get; init; }
    public long? GitHubId { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public int LateDeliveries { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Tombstone>
    {
        public void Configure(EntityTypeBuilder<Tombstone> builder) =>
            builder.HasKey(tombstone => tombstone.AppKey);
    }
}
