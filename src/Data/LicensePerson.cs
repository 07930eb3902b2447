using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What makes several accounts one person.</summary>
public enum LicenseMatch
{
    /// <summary>There is one account only.</summary>
    None,

    /// <summary>GitHub itself says that the cloud account has this account on the server.</summary>
    Account,

    /// <summary>They have a verified e-mail address in common.</summary>
    Email,
}

/// <summary>One person of the latest count of a link's licences, with the accounts on both sides.</summary>
public sealed class LicensePerson
{
    public long Id { get; init; }
    public required Guid LinkId { get; init; }

    /// <summary>Logins on the server, with commas between; empty for none.</summary>
    public required string OnServer { get; init; }

    /// <summary>Logins on the cloud, with commas between; empty for none.</summary>
    public required string OnCloud { get; init; }
    public required LicenseMatch Match { get; init; }

    /// <summary>Why this may be the same person as another of the list, and so counted twice; null when nothing says so.</summary>
    public string? Doubt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LicensePerson>
    {
        public void Configure(EntityTypeBuilder<LicensePerson> builder)
        {
            builder.HasIndex(person => person.LinkId);
            builder.HasOne<Link>().WithMany().HasForeignKey(person => person.LinkId);
        }
    }
}
