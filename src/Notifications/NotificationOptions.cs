using Microsoft.Extensions.Options;
using Portal.Secrets;

namespace Portal.Notifications;

public enum SmtpSecurity
{
    /// <summary>STARTTLS, which the server has to offer: port 587 as a rule.</summary>
    StartTls,

    /// <summary>TLS from the first byte: port 465 as a rule.</summary>
    Tls,

    /// <summary>In the clear: only to this machine itself.</summary>
    None,
}

/// <summary>Section "Notifications" of the configuration, explained in docs/configuration.md.</summary>
public sealed class NotificationOptions
{
    /// <summary>How long a state has to last before it is told; longer each time for what comes and goes.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After a message nothing is sent to the same channel for so long; what happens meanwhile comes in one.</summary>
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(5);

    public SmtpOptions Smtp { get; set; } = new();

    internal sealed class Validation : IValidateOptions<NotificationOptions>
    {
        public ValidateOptionsResult Validate(string? name, NotificationOptions options)
        {
            var failures = new List<string>();
            foreach (var (key, value) in new[] { ("Hold", options.Hold), ("Gap", options.Gap) })
            {
                if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
                {
                    failures.Add(
                        $"Set Notifications:{key} to a time between a second and a day, for example 00:02:00. It is {value}."
                    );
                }
            }

            failures.AddRange(options.Smtp.Problems());
            return failures.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(failures);
        }
    }
}

/// <summary>The mail server that e-mail goes through.</summary>
public sealed class SmtpOptions
{
    /// <summary>Empty where no e-mail is sent.</summary>
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;
    public string? User { get; set; }

    /// <summary>Who messages come from: an address, or a name and an address.</summary>
    public string? From { get; set; }

    /// <summary>Notifications:Smtp:Password; no property that is bound, so that nothing prints it.</summary>
    internal SecretText? Password { get; set; }

    public bool IsSet => !string.IsNullOrWhiteSpace(Host);

    internal IEnumerable<string> Problems()
    {
        if (!IsSet)
        {
            if (User is not null || From is not null || Password is not null)
            {
                yield return "Set Notifications:Smtp:Host to the name of your mail server, for example smtp.example.com, or leave out all of Notifications:Smtp.";
            }

            yield break;
        }

        if (Port is < 1 or > 65535)
        {
            yield return $"Set Notifications:Smtp:Port to a port between 1 and 65535, for example 587. It is {Port}.";
        }

        if (MailAddresses.Read(From) is null)
        {
            yield return $"Set Notifications:Smtp:From to the address that messages come from, for example portal@example.com. It is \"{From}\".";
        }

        if (User is null != Password is null)
        {
            yield return "Set both Notifications:Smtp:User and Notifications:Smtp:Password, or neither for a mail server that asks for none.";
        }

        if (Security == SmtpSecurity.None && !IsHere)
        {
            yield return $"Set Notifications:Smtp:Security to StartTls or Tls: None sends everything in the clear and is accepted only for a mail server on this machine itself (localhost). The host is \"{Host}\".";
        }
    }

    private bool IsHere =>
        Host is "localhost"
        || (
            System.Net.IPAddress.TryParse(Host, out var address)
            && System.Net.IPAddress.IsLoopback(address)
        );
}
