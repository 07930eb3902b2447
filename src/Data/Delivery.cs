using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

public enum DeliveryState
{
    /// <summary>Stored and acknowledged; waits to be handled.</summary>
    Received,
    Handled,

    /// <summary>Handling failed, and is tried again by itself at <see cref="Delivery.RetryAt"/>.</summary>
    Failed,

    /// <summary>Handling failed each time: it waits for a person, or for GitHub to deliver it again.</summary>
    Parked,
}

/// <summary>One webhook delivery, as received: the row is committed before GitHub gets its 202.</summary>
public sealed class Delivery
{
    /// <summary>No repository of GitHub has a longer name: 39 characters of owner, a slash, 100 of repository.</summary>
    public const int MaxRepositoryName = 140;

    public long Id { get; init; }
    public required Guid AppId { get; init; }
    public App App { get; init; } = null!;

    /// <summary>X-GitHub-Delivery: shared by all hooks that get the event, so unique only together with the app.</summary>
    public required Guid Guid { get; init; }
    public required string Event { get; init; }
    public string? Action { get; init; }
    public long? InstallationGitHubId { get; init; }
    public string? RepositoryName { get; init; }

    /// <summary>What is handled in order, one after the other: the deliveries of one repository. See <see cref="LaneOf"/>.</summary>
    public required string Lane { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Bytes of the payload's JSON.</summary>
    public required int Size { get; init; }

    /// <summary>The payload: in a table of its own, so that a million rows are looked through without it.</summary>
    public DeliveryBody Body { get; init; } = null!;

    /// <summary>
    /// The first half of the body's HMAC under the app's webhook secret: headers are not signed, so a body that comes again
    /// under a new GUID is flagged. Half of it proves nothing to anybody.
    /// </summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>It has its place among the others, and is the only one of its app with this GUID. False where it was only just taken in.</summary>
    public required bool Sorted { get; init; }

    /// <summary>The same body came before under another GUID; known once it was handled.</summary>
    public bool Replayed { get; init; }
    public required DeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>When a failed one is tried again; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; set; }
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>How long the last attempt took, in milliseconds.</summary>
    public int? Took { get; set; }

    /// <summary>What handling did, or why it failed, in words.</summary>
    public string? Outcome { get; set; }

    /// <summary>
    /// The app, the installation and the repository, in this order and each closed by a slash but the last, so that all that
    /// belongs to an app or to an installation stands together.
    /// </summary>
    public static string LaneOf(Guid app, long? installation, string? repository) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{app:N}/{installation}/{repository?.ToLowerInvariant()}"
        );

    /// <summary>In SQL, what does not wait: the filter of most indexes, which serve only queries that say the same.</summary>
    internal const string Settled = "\"State\" <> 'Received'";

    /// <summary>It waits to be handled. Written so that the index is used that holds these alone.</summary>
    public static readonly Expression<Func<Delivery, bool>> IsWaiting = row =>
        row.Sorted && row.State == DeliveryState.Received && string.Compare(row.Lane, "") > 0;

    internal sealed class Mapping : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> builder)
        {
            // Taking in a delivery waits for the disk, and each index is a page more: until it is sorted it is in this one
            // alone, whose end is always the same page.
            builder.HasIndex(delivery => delivery.Id).HasFilter("NOT \"Sorted\"");
            builder
                .HasIndex(delivery => new { delivery.AppId, delivery.Guid })
                .IsUnique()
                .HasFilter("\"Sorted\"");
            // What the list of deliveries is filtered by, newest first. What waits to be handled is not in these yet.
            builder.HasIndex(delivery => new { delivery.AppId, delivery.Id }).HasFilter(Settled);
            builder
                .HasIndex(delivery => new
                {
                    delivery.AppId,
                    delivery.InstallationGitHubId,
                    delivery.Id,
                })
                .HasFilter(Settled);
            builder
                .HasIndex(delivery => new
                {
                    delivery.AppId,
                    delivery.Event,
                    delivery.Id,
                })
                .HasFilter(Settled);
            builder
                .HasIndex(delivery => new { delivery.RepositoryName, delivery.Id })
                .HasFilter(Settled);
            builder.HasIndex(delivery => new { delivery.Event, delivery.Id }).HasFilter(Settled);
            builder.HasIndex(delivery => delivery.ReceivedAt).HasFilter(Settled);
            builder.HasIndex(delivery => delivery.BodyHash).HasFilter(Settled);
            // Few wait at any time: these stay small however many were handled.
            builder
                .HasIndex(delivery => new { delivery.Lane, delivery.Id })
                .HasFilter("\"Sorted\" AND \"State\" = 'Received'");
            builder.HasIndex(delivery => delivery.RetryAt).HasFilter("\"State\" = 'Failed'");
            builder
                .HasIndex(delivery => new { delivery.State, delivery.Id })
                .HasFilter("\"State\" = 'Parked'");
        }
    }
}
