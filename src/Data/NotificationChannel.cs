using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>How a message travels.</summary>
public enum ChannelKind
{
    Webhook,
    Email,
}

/// <summary>What a webhook's body looks like.</summary>
public enum ChannelFormat
{
    /// <summary>The portal's own JSON: every change with its fields, and the text.</summary>
    Json,

    /// <summary>Nothing but {"text": …}, as chat programs take it.</summary>
    Text,
}

/// <summary>
/// Where changes of state are told: an address for webhooks, or people with e-mail. A webhook's address and signing secret are
/// rows of <see cref="Secret"/>, because whoever knows the address of a chat room may write into it.
/// </summary>
public sealed class NotificationChannel
{
    public required Guid Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; set; }
    public required ChannelKind Kind { get; init; }
    public ChannelFormat Format { get; set; }

    /// <summary>For people: the name of a webhook's server, or the e-mail addresses, one a line.</summary>
    public string Target { get; set; } = "";

    /// <summary>How a webhook's server is reached; null for directly.</summary>
    public Guid? NetworkId { get; set; }
    public Network? Network { get; set; }

    /// <summary>Quiet from this time of the day on, in <see cref="TimeZone"/>; null for never.</summary>
    public TimeOnly? QuietFrom { get; set; }
    public TimeOnly? QuietTo { get; set; }

    /// <summary>A name of the IANA database ("Europe/Berlin"): that of quiet hours and of times in messages.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";
    public bool Paused { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last <see cref="Notice"/> that was told here.</summary>
    public long ToldThrough { get; set; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Since when messages do not arrive, in a sentence why, and how often it was tried; null when they do.</summary>
    public DateTimeOffset? FailingSince { get; set; }
    public string? Problem { get; set; }
    public int Attempts { get; set; }

    /// <summary>Nothing is sent before this moment: after a failure, and soon after another message.</summary>
    public DateTimeOffset NextAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<NotificationChannel>
    {
        public void Configure(EntityTypeBuilder<NotificationChannel> builder)
        {
            builder.Property(channel => channel.Name).HasMaxLength(100);
            builder.HasIndex(channel => channel.Name).IsUnique();
            // Who deletes a network is told that a channel uses it.
            builder
                .HasOne(channel => channel.Network)
                .WithMany()
                .HasForeignKey(channel => channel.NetworkId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.Navigation(channel => channel.Network).AutoInclude();
        }
    }
}
