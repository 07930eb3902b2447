using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>What an administrator names: one app and one installation on one host. The unit of status and of disconnecting.</summary>
public sealed class Connection
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required Guid HostId { get; init; }
    public Host Host { get; init; } = null!;
    public required Guid AppId { get; init; }
    public App App { get; init; } = null!;
    public Guid? InstallationId { get; set; }
    public Installation? Installation { get; set; }
    public required ResourceState State { get; set; }
    public Reason? Reason { get; set; }

    /// <summary>What was seen at the last check, in words; null when there is nothing to add to the reason.</summary>
    public string? Detail { get; set; }
    public required Stage Stage { get; set; }
    public required DateTimeOffset StateSince { get; set; }
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>
    /// When GitHub itself last answered a check, whatever it said. While later checks get no answer, how things stand there
    /// is unknown since this moment.
    /// </summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>
    /// Since when it is unknown how things stand on GitHub, because the last check got no answer of GitHub itself; null while
    /// it is known, or was never asked.
    /// </summary>
    public DateTimeOffset? UnknownSince =>
        CheckedAt is null || CheckedAt <= ConfirmedAt ? null : ConfirmedAt ?? CreatedAt;

    /// <summary>Set when something happened that a check should look into.</summary>
    public bool CheckWanted { get; set; }

    /// <summary>When the schedule checks it next.</summary>
    public DateTimeOffset CheckDueAt { get; set; }

    /// <summary>How long GitHub took to answer the last successful check, in milliseconds.</summary>
    public int? CheckMilliseconds { get; set; }

    /// <summary>Who authorized the app on the server.</summary>
    public string? AuthorizedBy { get; set; }
    public bool AuthorizedBySiteAdministrator { get; set; }
    public DateTimeOffset? AuthorizedAt { get; set; }

    /// <summary>The running or finished disconnect, once there is one.</summary>
    public Guid? EndingId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Somebody should look at it: it is not simply available. A server in maintenance raises no alarm. The database computes it,
    /// and it is as the row was when it was read.
    /// </summary>
    public bool NeedsAttention { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Connection>
    {
        public void Configure(EntityTypeBuilder<Connection> builder)
        {
            builder.Property(connection => connection.Name).HasMaxLength(100);
            builder.HasIndex(connection => connection.Name).IsUnique();
            builder.HasIndex(connection => connection.CheckDueAt);
            // What the dashboard shows first, of all and of each host, and by which a host's lamp is known.
            builder
                .Property(connection => connection.NeedsAttention)
                .HasComputedColumnSql(
                    $"""
                    "EndingId" IS NOT NULL OR COALESCE("Reason", '') <> '{nameof(
                        Data.Reason.Maintenance
                    )}' AND ("Reason" IS NOT NULL OR "State" <> '{nameof(ResourceState.Available)}')
                    """
                );
            builder
                .HasIndex(connection => connection.Name, "IX_Connections_Name_NeedsAttention")
                .HasFilter("\"NeedsAttention\"");
            builder
                .HasIndex(connection => new
                {
                    connection.HostId,
                    connection.NeedsAttention,
                    connection.Name,
                })
                .IsDescending(false, true, false);
            builder.HasIndex(connection => new { connection.HostId, connection.Reason });
            builder.HasOne(connection => connection.Host).WithMany(host => host.Connections);
            builder
                .HasOne(connection => connection.App)
                .WithMany()
                .OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne(connection => connection.Installation)
                .WithMany()
                .OnDelete(DeleteBehavior.SetNull);
        }
    }
}
