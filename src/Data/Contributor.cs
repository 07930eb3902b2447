using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>How it is known that an account is this person's.</summary>
public enum AccountProof
{
    /// <summary>The person signed in with it.</summary>
    SignIn,

    /// <summary>It has a verified e-mail address in common with the account on the other side.</summary>
    Email,
}

/// <summary>A person whose contributions on both sides of a link are added up.</summary>
public sealed class Contributor
{
    public required Guid Id { get; init; }
    public required Guid LinkId { get; init; }

    /// <summary>Who of the portal's own people it is; null for one whom an administrator named.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why the person's last attempt to link an account came to nothing, in a sentence.</summary>
    public string? Problem { get; set; }

    /// <summary>At most one on each side. Contributions are read once there are both.</summary>
    public List<ContributorAccount> Accounts { get; } = [];

    public ContributorAccount? On(LinkSide side) => Accounts.Find(row => row.Side == side);

    internal sealed class Mapping : IEntityTypeConfiguration<Contributor>
    {
        public void Configure(EntityTypeBuilder<Contributor> builder)
        {
            builder.HasIndex(row => new { row.LinkId, row.PersonId }).IsUnique();
            builder.HasOne<Link>().WithMany().HasForeignKey(row => row.LinkId);
            builder
                .HasOne<Administrator>()
                .WithMany()
                .HasForeignKey(row => row.PersonId)
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A contributor's account on one side, and how much was contributed with it on each day: a number, and nothing else.</summary>
public sealed class ContributorAccount
{
    public required Guid ContributorId { get; init; }
    public required LinkSide Side { get; init; }

    /// <summary>The contributor's link.</summary>
    public required Guid LinkId { get; init; }

    /// <summary>GitHub's id of the account, unique only within its host.</summary>
    public required long GitHubId { get; init; }

    /// <summary>The same in GraphQL, where GitHub may write it in more ways than one. It stays when the account is renamed.</summary>
    public required string NodeId { get; init; }
    public required string Login { get; set; }
    public required AccountProof Proof { get; init; }
    public required string LinkedBy { get; init; }
    public required DateTimeOffset LinkedAt { get; init; }

    /// <summary>When the contributions were last read; null before the first time.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>The day of the first of <see cref="Counts"/>.</summary>
    public DateOnly? FirstDay { get; set; }

    /// <summary>Contributions, a number for each day without a gap.</summary>
    public List<int> Counts { get; set; } = [];

    /// <summary>Why they could not be read the last time, in a sentence; what was read before is kept.</summary>
    public string? Problem { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ContributorAccount>
    {
        public void Configure(EntityTypeBuilder<ContributorAccount> builder)
        {
            builder.HasKey(row => new { row.ContributorId, row.Side });
            builder.Property(row => row.NodeId).HasMaxLength(100);
            // An account is one contributor's.
            builder
                .HasIndex(row => new
                {
                    row.LinkId,
                    row.Side,
                    row.GitHubId,
                })
                .IsUnique();
            builder
                .HasOne<Contributor>()
                .WithMany(row => row.Accounts)
                .HasForeignKey(row => row.ContributorId);
        }
    }
}
