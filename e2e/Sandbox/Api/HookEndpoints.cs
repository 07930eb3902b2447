using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The app's webhook and the log of its deliveries.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/webhooks
/// </summary>
internal static class HookEndpoints
{
    private const string CursorPrefix = "v1_";

    public static void Map(ApiMap api)
    {
        api.Get("/app/hook/config", call => ApiAnswer.Ok(AppShape.Of(call.App().Hook)));
        api.Patch("/app/hook/config", ChangeAsync);
        api.Get("/app/hook/deliveries", List);
        api.Get("/app/hook/deliveries/{id}", call => ApiAnswer.Ok(DeliveryShape.Full(Find(call))));
        api.Post("/app/hook/deliveries/{id}/attempts", Redeliver);
    }

    private static async Task<ApiAnswer> ChangeAsync(ApiCall call)
    {
        var app = call.App();
        var body = await call.BodyAsync();
        var url = Text(body, "url");
        var contentType = Text(body, "content_type");
        var insecure = Text(body, "insecure_ssl");
        if (
            url is not null
            && (
                !Uri.TryCreate(url, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
            )
        )
        {
            throw ApiRefusal.Validation("Hook", "url", "custom", "url is not a valid URL");
        }

        if (contentType is not (null or "json" or "form"))
        {
            throw ApiRefusal.Validation("Hook", "content_type", "invalid");
        }

        if (insecure is not (null or "0" or "1"))
        {
            throw ApiRefusal.Validation("Hook", "insecure_ssl", "invalid");
        }

        var hook = app.Hook;
        hook.Url = url ?? hook.Url;
        hook.ContentType = contentType ?? hook.ContentType;
        hook.InsecureSsl = insecure ?? hook.InsecureSsl;
        hook.Secret = Text(body, "secret") is { } secret
            ? call.World.Secrets.Keep("webhook secret", secret)
            : hook.Secret;
        hook.UpdatedAt = call.World.Clock.Now;
        return ApiAnswer.Ok(AppShape.Of(hook));
    }

    private static ApiAnswer List(ApiCall call)
    {
        var app = call.App();
        var (_, perPage) = Paging.Of(call);
        var cursor = call.Query("cursor");
        var before = long.MaxValue;
        if (
            cursor is not null
            && !long.TryParse(
                cursor.Replace(CursorPrefix, "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture,
                out before
            )
        )
        {
            throw new ApiRefusal(422, "Invalid cursor");
        }

        var status = call.Query("status");
        if (status is not (null or "success" or "failure"))
        {
            throw ApiRefusal.Validation("HookDelivery", "status", "invalid");
        }

        var rest = call
            .World.Deliveries.Of(app, call.World.Clock.Now)
            .Where(delivery =>
                delivery.Id < before
                && (status is null || delivery.Succeeded == (status == "success"))
            )
            .ToList();
        var page = rest.Take(perPage).ToList();
        var link =
            rest.Count > perPage
                ? Paging.One(call, "cursor", CursorPrefix + page[^1].Id, "next")
                : null;
        return ApiAnswer.Ok(Json.Array(page.Select(DeliveryShape.Item)), link);
    }

    private static ApiAnswer Redeliver(ApiCall call)
    {
        call.World.Sender.Redeliver(call.World, Find(call));
        return new ApiAnswer(202, new JsonObject());
    }

    private static Hooks.Delivery Find(ApiCall call) =>
        call.World.Deliveries.Find(call.App(), call.Id("id"), call.World.Clock.Now)
        ?? throw ApiRefusal.NotFound;

    /// <summary>A number is taken as its digits: <c>insecure_ssl</c> may be either.</summary>
    private static string? Text(JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            var node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
            var node => node.ToJsonString(),
        };
}
