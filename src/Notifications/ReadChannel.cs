using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Notifications;

/// <summary>Reads what an administrator filled in: each field to correct with the sentence that says how.</summary>
public sealed class ReadChannel(
    PostElsewhere post,
    IOptions<PortalOptions> portal,
    IOptions<NotificationOptions> options
)
{
    private const int MostRecipients = 50;
    private const int LeastSecret = 16;

    /// <summary>The problems by the form's fields; empty when the form can be stored.</summary>
    /// <param name="hasAddress">An address is stored already.</param>
    internal Dictionary<string, string> Run(ChannelForm form, Network? network, bool hasAddress)
    {
        var problems = new Dictionary<string, string>();
        var name = form.Name?.Trim() ?? "";
        if (name.Length is 0 or > 100)
        {
            problems[nameof(ChannelForm.Name)] =
                name.Length == 0
                    ? "Give the channel a name, for example “on-call”."
                    : $"The name has {name.Length} characters; 100 are possible.";
        }

        switch (form.Kind)
        {
            case ChannelKind.Webhook:
                ReadWebhook(form, network, hasAddress, problems);
                break;
            case ChannelKind.Email:
                ReadMail(form, problems);
                break;
        }

        ReadQuietHours(form, problems);
        return problems;
    }

    /// <summary>The addresses of a field, each once.</summary>
    internal static string[] Recipients(string? typed) =>
        [
            .. (typed ?? "")
                .Split(
                    ['\n', '\r', ',', ';'],
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    private void ReadWebhook(
        ChannelForm form,
        Network? network,
        bool hasAddress,
        Dictionary<string, string> problems
    )
    {
        if (form.Address is { } address)
        {
            if (AddressProblem(address.AsAddress(), network) is { } problem)
            {
                problems[nameof(ChannelForm.Address)] = problem;
            }
        }
        else if (!hasAddress)
        {
            problems[nameof(ChannelForm.Address)] =
                "Enter the address that takes the messages, for example https://chat.example.com/hooks/….";
        }

        if (form.Signing is { Length: < LeastSecret } signing)
        {
            problems[nameof(ChannelForm.Signing)] =
                $"The secret has {signing.Length} characters. Take at least {LeastSecret}, best random ones, or leave it empty.";
        }

        if (form.NetworkId is not null && network is null)
        {
            problems[nameof(ChannelForm.NetworkId)] = "This network was deleted meanwhile.";
        }
    }

    // What was typed is not repeated: it may be a secret.
    private string? AddressProblem(Uri? url, Network? network)
    {
        if (
            url is null
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || url.UserInfo.Length > 0
        )
        {
            return "This is no address of a webhook. One begins with https:// and has no user in it, for example https://chat.example.com/hooks/….";
        }

        if (url.Scheme != Uri.UriSchemeHttps && !portal.Value.AllowHttpHosts)
        {
            return "The address has to begin with https://: what is told must not be read on the way.";
        }

        try
        {
            post.Refuse(NetworkRoute.Of(network), url);
            return null;
        }
        catch (GitHubException refusal)
        {
            return refusal.Message;
        }
    }

    private void ReadMail(ChannelForm form, Dictionary<string, string> problems)
    {
        if (!options.Value.Smtp.IsSet)
        {
            problems[nameof(ChannelForm.Kind)] =
                "This portal has no mail server. Whoever runs it sets Notifications:Smtp:Host.";
        }

        var recipients = Recipients(form.Recipients);
        if (recipients.Length is 0 or > MostRecipients)
        {
            problems[nameof(ChannelForm.Recipients)] =
                recipients.Length == 0
                    ? "Enter at least one e-mail address."
                    : $"These are {recipients.Length} addresses; {MostRecipients} are possible. Use a mailing list.";
        }
        else if (Array.Find(recipients, one => MailAddresses.Read(one) is null) is { } wrong)
        {
            problems[nameof(ChannelForm.Recipients)] =
                $"“{wrong}” is no e-mail address. One looks like on-call@example.com.";
        }
    }

    private static void ReadQuietHours(ChannelForm form, Dictionary<string, string> problems)
    {
        if (QuietHours.Zone(form.TimeZone?.Trim() ?? "") is null)
        {
            problems[nameof(ChannelForm.TimeZone)] =
                $"“{form.TimeZone}” is no time zone. Names are those of the IANA database, for example Europe/Berlin or Etc/UTC.";
        }

        if (!form.Quiet)
        {
            return;
        }

        var (from, to) = (form.QuietFrom, form.QuietTo);
        if (from is null || to is null)
        {
            problems[nameof(ChannelForm.QuietFrom)] =
                "Enter both times of the quiet hours, for example 22:00 and 07:00.";
        }
        else if (from == to)
        {
            problems[nameof(ChannelForm.QuietFrom)] =
                "Quiet hours that end when they begin last no time. To say nothing at all, pause the channel.";
        }
    }
}
