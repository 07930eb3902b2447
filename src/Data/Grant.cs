using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>
/// That a person may see what a connection can read in private repositories: an app's rights are wider than a person's, so a
/// role alone never opens them.
/// </summary>
public sealed class Grant
{
    public required Guid ConnectionId { get; init; }
    public Connection Connection { get; init; } = null!;
    public required Guid PersonId { get; init; }
    public Administrator Person { get; init; } = null!;
    public required string GrantedBy { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> builder)
        {
            builder.HasKey(grant => new { grant.ConnectionId, grant.PersonId });
            builder
                .HasOne(grant => grant.Connection)
                .WithMany()
                .HasForeignKey(grant => grant.ConnectionId);
            builder.HasOne(grant => grant.Person).WithMany().HasForeignKey(grant => grant.PersonId);
        }
    }
}
