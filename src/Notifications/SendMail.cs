using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Portal.Data;

namespace Portal.Notifications;

/// <summary>Sends a message as e-mail, through the mail server of the configuration.</summary>
public sealed class SendMail(
    IOptions<NotificationOptions> options,
    IOptions<PortalOptions> portal,
    TimeProvider time
)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>Null when the mail server took it for everybody; otherwise why not, in a sentence.</summary>
    public async Task<string?> RunAsync(
        NotificationChannel channel,
        Message message,
        CancellationToken cancellationToken
    )
    {
        var smtp = options.Value.Smtp;
        if (!smtp.IsSet)
        {
            return "This portal has no mail server. Whoever runs it sets Notifications:Smtp:Host.";
        }

        var name = $"{smtp.Host}:{smtp.Port}";
        using var patience = new CancellationTokenSource(s_timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            // One clock ends all of it, and not the client's own for each answer.
            using var client = new SmtpClient { Timeout = Timeout.Infinite };
            // As for hosts: nothing is fetched from addresses that a certificate names.
            client.CheckCertificateRevocation = false;
            await client.ConnectAsync(smtp.Host!, smtp.Port, Security(smtp), limit.Token);
            if (smtp.Password is { } password)
            {
                await client.AuthenticateAsync(password.AsCredential(smtp.User!), limit.Token);
            }

            using var mail = Write(channel, message, MailAddresses.Read(smtp.From)!);
            await client.SendAsync(mail, limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The mail server {name} did not answer within {s_timeout.TotalSeconds} seconds.";
        }
        catch (Exception failure)
            when (failure
                    is SocketException
                        or IOException
                        or ProtocolException
                        or CommandException
                        or AuthenticationException
                        or SslHandshakeException
                        or NotSupportedException
                        or TimeoutException
            )
        {
            return Say(failure, name);
        }
    }

    private MimeMessage Write(NotificationChannel channel, Message message, MailboxAddress from)
    {
        var mail = new MimeMessage
        {
            Subject = $"[Portal] {message.Headline}",
            // The same message is the same to a mailbox, also when it is sent again.
            MessageId = $"{message.Id}@{portal.Value.Public.IdnHost}",
            Body = new TextPart("plain")
            {
                Text =
                    $"{message.Text}\n\n--\nThe portal at {portal.Value.Public} tells changes of state to “{channel.Name}”:\n{portal.Value.Address($"settings/notifications/{channel.Id}")}\n",
            },
        };
        // No holiday reply is wanted. https://www.rfc-editor.org/rfc/rfc3834#section-5
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.From.Add(from);
        foreach (var line in channel.Target.Split('\n'))
        {
            mail.To.Add(MailAddresses.Read(line)!);
        }

        return mail;
    }

    private static SecureSocketOptions Security(SmtpOptions smtp) =>
        smtp.Security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.None => SecureSocketOptions.None,
        };

    private static string Say(Exception failure, string name) =>
        failure switch
        {
            SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused =>
                $"The mail server {name} refuses {refused.Mailbox?.Address}: {refused.Message}",
            AuthenticationException =>
                $"The mail server {name} refuses the user or the password of Notifications:Smtp.",
            SslHandshakeException =>
                $"No secure connection to the mail server {name}: its certificate is not trusted here, or it speaks no TLS on this port.",
            NotSupportedException =>
                $"The mail server {name} does not offer what Notifications:Smtp asks for: {failure.Message}",
            SocketException { SocketErrorCode: SocketError.HostNotFound } =>
                $"The name of the mail server {name} is not known here (DNS).",
            SocketException => $"The mail server {name} cannot be reached: {failure.Message}.",
            CommandException =>
                $"The mail server {name} did not take the message: {failure.Message}",
            _ => $"The mail server {name} broke off.",
        };
}
