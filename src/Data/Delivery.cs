using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

public enum DeliveryState
{
    /// <summary>Stored and acknowledged; waits to be handled.</summary>
    Received,
    Handled,

    /// <summary>Handling failed; it is tried again, and a redelivery by GitHub tries at once.</summary>
    Failed,
}

/// <summary>One webhook delivery, as received: the row is committed before GitHub gets its 202.</summary>
public sealed class Delivery
{
    public long Id { get; init; }
    public required Guid AppId { get; init; }
    public App App { get; init; } = null!;

    /// <summary>X-GitHub-Delivery: shared by all hooks that get the event, so unique only together with the app.</summary>
    public required Guid Guid { get; init; }
    public required string Event { get; init; }
    public string? Action { get; init; }
    public long? InstallationGitHubId { get; init; }
    public string? RepositoryName { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required byte[] Body { get; init; }

    /// <summary>SHA-256 of the body: headers are not signed, so a body that comes again under a new GUID is flagged.</summary>
    public required byte[] BodyHash { get; init; }
    public bool Replayed { get; init; }
    public required DeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>When a failed one is tried again; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; set; }
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>What handling did, or why it failed, in words.</summary>
    public string? Outcome { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> builder)
        {
            builder.HasIndex(delivery => new { delivery.AppId, delivery.Guid }).IsUnique();
            builder.HasIndex(delivery => new { delivery.AppId, delivery.BodyHash });
            builder.HasIndex(delivery => new { delivery.State, delivery.Id });
        }
    }
}
