using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>Which secret of its owner a row holds. Part of the encryption purpose: a ciphertext moved to another row does not open.</summary>
public enum SecretField
{
    PrivateKey,
    ClientSecret,
    WebhookSecret,

    /// <summary>The code of the manifest flow between its arrival and its exchange.</summary>
    ManifestCode,

    /// <summary>The token of the person who authorized the app, between authorizing and installing.</summary>
    PersonToken,

    /// <summary>The password for a network's proxy.</summary>
    ProxyPassword,

    /// <summary>The private key of a network's client certificate.</summary>
    ClientKey,

    /// <summary>A link's token of a site administrator of its server.</summary>
    ServerToken,

    /// <summary>A link's token of an administrator of the enterprise on its cloud.</summary>
    CloudToken,

    /// <summary>A link's password for the Manage API of its server.</summary>
    ManagePassword,

    /// <summary>The address of a notification channel's webhook: to know it is to be allowed to write there.</summary>
    ChannelAddress,

    /// <summary>What a notification channel's webhooks are signed with.</summary>
    ChannelSecret,
}

/// <summary>One encrypted secret. Only the code in Secrets/ opens it.</summary>
public sealed class Secret
{
    public required Guid Id { get; init; }

    /// <summary>The app, connection (a person's token), network, link or notification channel that the secret belongs to.</summary>
    public required Guid OwnerId { get; init; }
    public required SecretField Field { get; init; }
    public required byte[] Ciphertext { get; set; }

    /// <summary>Stands in for the secret on pages and in receipts; tells nothing about it.</summary>
    public required string Fingerprint { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set when a newer secret took this one's place: until then both are valid.</summary>
    public DateTimeOffset? RetiresAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Secret>
    {
        public void Configure(EntityTypeBuilder<Secret> builder) =>
            // Not unique: during a rotation two webhook secrets are current.
            builder.HasIndex(secret => new { secret.OwnerId, secret.Field });
    }
}
