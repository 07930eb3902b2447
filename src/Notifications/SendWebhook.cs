using System.Net.Http.Headers;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Notifications;

/// <summary>
/// Sends a message as a signed POST: X-Portal-Signature-256 is that of GitHub's webhooks, over the exact bytes of the body.
/// https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
/// </summary>
public sealed class SendWebhook(PostElsewhere post, SecretStore secrets, TimeProvider time)
{
    /// <summary>Null when the receiver took it; otherwise why not, in a sentence without the address.</summary>
    public async Task<string?> RunAsync(
        NotificationChannel channel,
        Message message,
        CancellationToken cancellationToken
    )
    {
        var address = await secrets.GetAsync(
            channel.Id,
            SecretField.ChannelAddress,
            cancellationToken
        );
        if (address?.AsAddress() is not { } url)
        {
            return "The portal has no address for this channel (any more). You can enter it again.";
        }

        var body = message.ToJson(channel.Format, time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
            },
        };
        request.Headers.Add("X-Portal-Delivery", message.Id);
        if (
            await secrets.GetAsync(channel.Id, SecretField.ChannelSecret, cancellationToken) is
            { } secret
        )
        {
            request.Headers.Add("X-Portal-Signature-256", secret.Sign(body));
        }

        try
        {
            var status = (int)
                await post.RunAsync(NetworkRoute.Of(channel.Network), request, cancellationToken);
            return status is >= 200 and < 300
                ? null
                : $"{url.Authority} answered {status}{Hint(status)}.";
        }
        catch (GitHubException failure)
        {
            return failure.Message;
        }
    }

    private static string Hint(int status) =>
        status switch
        {
            >= 300 and < 400 =>
                ": it leads elsewhere, and messages go to the address that was entered or nowhere",
            401 or 403 => ": it does not let the portal write there",
            404 or 410 => ": nothing takes messages at this address (any more)",
            429 => ": it asks for fewer messages",
            _ => "",
        };
}
