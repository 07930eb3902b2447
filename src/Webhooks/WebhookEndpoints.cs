using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Portal.Webhooks;

internal static class WebhookEndpoints
{
    // GitHub gives up after ten seconds, a server of one's own after thirty.
    // https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/{key}", ReceiveAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(
        HttpContext context,
        string key,
        BodyRoom room,
        ReceiveWebhook receive,
        TimeProvider time
    )
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BodyRoom.MaxBody;
        }

        using var patience = new CancellationTokenSource(s_patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            context.RequestAborted
        );
        try
        {
            using var body = await room.ReadAsync(context.Request, stop.Token);
            return body is null
                ? Later(context, 5, "The portal has more deliveries at once than it has room for.")
                : Tell(
                    context,
                    await receive.RunAsync(
                        key,
                        DeliveryHeaders.Of(context.Request),
                        body.Bytes,
                        context.Connection.RemoteIpAddress?.ToString()
                    )
                );
        }
        catch (BadHttpRequestException failure)
        {
            // Too large, or broken off: the sender's doing, and not an error of ours.
            return Text(failure.StatusCode, failure.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Text(408, "The body did not arrive within 30 seconds.");
        }
    }

    private static IResult Tell(HttpContext context, Receipt receipt) =>
        receipt switch
        {
            Receipt.Accepted => Text(202, "Stored."),
            Receipt.Refused => Text(
                401,
                "The signature is missing or was not made with this app's webhook secret."
            ),
            Receipt.Unknown => Text(404, "No app has this address."),
            Receipt.Ended => Text(410, "This app was disconnected."),
            Receipt.NotReady => Later(context, 60, "The app's credentials have not arrived yet."),
            Receipt.NotStored => Later(
                context,
                30,
                "The portal could not store the delivery; its log says why."
            ),
            Receipt.Malformed => Text(
                400,
                "This is not a delivery: X-GitHub-Delivery, X-GitHub-Event or a JSON body is missing."
            ),
        };

    private static IResult Later(HttpContext context, int seconds, string why)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Text(503, $"{why} Nothing was stored: deliver it again later.");
    }

    private static IResult Text(int status, string text) => Results.Text(text, statusCode: status);
}
