using Microsoft.AspNetCore.Http.Features;

namespace Portal.Webhooks;

internal static class WebhookEndpoints
{
    // GitHub does not send more.
    // https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
    private const long MaxBody = 25 * 1024 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/{key}", ReceiveAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(
        HttpContext context,
        string key,
        ReceiveWebhook receive
    )
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        using var body = new MemoryStream(
            (int)Math.Clamp(context.Request.ContentLength ?? 0, 0, MaxBody)
        );
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException failure)
        {
            // Too large, or broken off: the sender's doing, and not an error of ours.
            return Results.Text(failure.Message, statusCode: failure.StatusCode);
        }

        var headers = context.Request.Headers;
        var receipt = await receive.RunAsync(
            key,
            new DeliveryHeaders(
                headers["X-GitHub-Delivery"],
                headers["X-GitHub-Event"],
                headers["X-Hub-Signature-256"],
                context.Request.ContentType
            ),
            body.ToArray(),
            context.Connection.RemoteIpAddress?.ToString(),
            context.RequestAborted
        );
        if (receipt == Receipt.NotReady)
        {
            context.Response.Headers.RetryAfter = "60";
        }

        return receipt switch
        {
            Receipt.Accepted => Results.Text("Stored.", statusCode: StatusCodes.Status202Accepted),
            Receipt.Refused => Results.Text(
                "The signature is missing or was not made with this app's webhook secret.",
                statusCode: StatusCodes.Status401Unauthorized
            ),
            Receipt.Unknown => Results.Text(
                "No app has this address.",
                statusCode: StatusCodes.Status404NotFound
            ),
            Receipt.Ended => Results.Text(
                "This app was disconnected.",
                statusCode: StatusCodes.Status410Gone
            ),
            Receipt.NotReady => Results.Text(
                "The app's credentials have not arrived yet. Redeliver later.",
                statusCode: StatusCodes.Status503ServiceUnavailable
            ),
            Receipt.Malformed => Results.Text(
                "This is not a delivery: X-GitHub-Delivery, X-GitHub-Event or a JSON body is missing.",
                statusCode: StatusCodes.Status400BadRequest
            ),
        };
    }
}
