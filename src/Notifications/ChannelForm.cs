using Portal.Data;
using Portal.Secrets;

namespace Portal.Notifications;

/// <summary>What an administrator fills in about a channel. Secrets are taken, and never given back.</summary>
public sealed class ChannelForm
{
    public string? Name { get; set; }
    public ChannelKind Kind { get; set; }
    public ChannelFormat Format { get; set; }

    /// <summary>A webhook's address; empty leaves the stored one as it is.</summary>
    public SecretText? Address { get; set; }

    /// <summary>What webhooks are signed with; empty leaves the stored one as it is.</summary>
    public SecretText? Signing { get; set; }

    /// <summary>From now on webhooks are not signed.</summary>
    public bool DropSigning { get; set; }
    public Guid? NetworkId { get; set; }

    /// <summary>E-mail addresses, separated by lines, commas or semicolons.</summary>
    public string? Recipients { get; set; }
    public bool Quiet { get; set; }

    public TimeOnly? QuietFrom { get; set; } = new(22, 0);
    public TimeOnly? QuietTo { get; set; } = new(7, 0);
    public string? TimeZone { get; set; } = "Etc/UTC";
    public bool Paused { get; set; }

    /// <summary>The form with what is stored; without the secrets.</summary>
    public static ChannelForm Of(NotificationChannel channel)
    {
        var form = new ChannelForm
        {
            Name = channel.Name,
            Kind = channel.Kind,
            Format = channel.Format,
            NetworkId = channel.NetworkId,
            Recipients = channel.Kind == ChannelKind.Email ? channel.Target : null,
            Quiet = channel.QuietFrom is not null,
            TimeZone = channel.TimeZone,
            Paused = channel.Paused,
        };
        if (channel is { QuietFrom: { } from, QuietTo: { } to })
        {
            (form.QuietFrom, form.QuietTo) = (from, to);
        }

        return form;
    }

    /// <summary>Forgets what was typed into the secret fields.</summary>
    public void ForgetSecrets() => (Address, Signing, DropSigning) = (null, null, false);
}
