using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>A credential of a link beside the app's: where GitHub refuses tokens of apps.</summary>
public enum LinkCredentialKind
{
    /// <summary>A site administrator's token for the server.</summary>
    ServerToken,

    /// <summary>An enterprise administrator's token for the cloud.</summary>
    CloudToken,

    /// <summary>The password for the server's Manage API.</summary>
    ManagePassword,
}

/// <summary>What is known of such a credential. It is itself a row of <see cref="Secret"/>, owned by the link.</summary>
public sealed class LinkCredential
{
    public required Guid LinkId { get; init; }
    public required LinkCredentialKind Kind { get; init; }

    /// <summary>Whose it is, as GitHub said when it was proved; the user of the Manage API.</summary>
    public required string Owner { get; set; }

    /// <summary>The token's scopes, as GitHub listed them; empty where there are none.</summary>
    public required string Scopes { get; set; }

    /// <summary>Where the Manage API begins, for its password; null for a token.</summary>
    public string? Address { get; set; }

    /// <summary>As GitHub said; null for one without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    public required DateTimeOffset StoredAt { get; set; }
    public required string StoredBy { get; set; }

    /// <summary>Why GitHub refused it when it was last used, in words; null while it works.</summary>
    public string? Problem { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LinkCredential>
    {
        public void Configure(EntityTypeBuilder<LinkCredential> builder)
        {
            builder.HasKey(row => new { row.LinkId, row.Kind });
            builder
                .HasOne<Link>()
                .WithMany(link => link.Credentials)
                .HasForeignKey(row => row.LinkId);
        }
    }
}
