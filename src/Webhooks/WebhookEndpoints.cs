using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Portal.Webhooks;

internal static class WebhookEndpoints
{
    // GitHub gives up after ten seconds, a server of one's own after thirty.
    // https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries pass nothing that is there for people: no session, no form, no page.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var (room, receive, time) = (
            routes.ServiceProvider.GetRequiredService<BodyRoom>(),
            routes.ServiceProvider.GetRequiredService<ReceiveWebhook>(),
            routes.ServiceProvider.GetRequiredService<TimeProvider>()
        );
        routes
            .MapPost(
                "/webhooks/{key}",
                (RequestDelegate)(context => ReceiveAsync(context, room, receive, time))
            )
            .AllowAnonymous()
            .DisableAntiforgery()
            .ShortCircuit();
    }

    private static async Task ReceiveAsync(
        HttpContext context,
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
        try
        {
            using var body = await room.ReadAsync(context.Request, patience.Token);
            await (
                body is null
                    ? Later(
                        context,
                        5,
                        "The portal has more deliveries at once than room for them."
                    )
                    : Tell(
                        context,
                        await receive.RunAsync(
                            (string)context.Request.RouteValues["key"]!,
                            DeliveryHeaders.Of(context.Request),
                            body.Bytes,
                            context.Connection.RemoteIpAddress?.ToString()
                        )
                    )
            );
        }
        catch (BadHttpRequestException failure)
        {
            // Too large, or broken off: the sender's doing, and not an error of ours.
            await Text(context, failure.StatusCode, failure.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            await Text(context, 408, "The body did not arrive within 30 seconds.");
        }
    }

    private static Task Tell(HttpContext context, Receipt receipt) =>
        receipt switch
        {
            Receipt.Accepted => Text(context, 202, "Stored."),
            Receipt.Refused => Text(
                context,
                401,
                "The signature is missing or was not made with this app's webhook secret."
            ),
            Receipt.Unknown => Text(context, 404, "No app has this address."),
            Receipt.Ended => Text(context, 410, "This app was disconnected."),
            Receipt.NotReady => Later(context, 60, "The app's credentials have not arrived yet."),
            Receipt.NotStored => Later(
                context,
                30,
                "The portal could not store the delivery; its log says why."
            ),
            Receipt.Malformed => Text(
                context,
                400,
                "This is not a delivery: X-GitHub-Delivery, X-GitHub-Event or a JSON body is missing."
            ),
        };

    private static Task Later(HttpContext context, int seconds, string why)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Text(context, 503, $"{why} Nothing was stored: deliver it again later.");
    }

    /// <summary>With its length said, an answer is sent in one piece.</summary>
    private static Task Text(HttpContext context, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, CancellationToken.None).AsTask();
    }
}
