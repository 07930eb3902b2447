using System.Text.Json.Nodes;
using Sandbox.Hooks;

namespace Sandbox.Api;

/// <summary>Webhook deliveries as the API shows them (`hook-delivery-item`, `hook-delivery`).</summary>
internal static class DeliveryShape
{
    public static JsonObject Item(Delivery delivery) =>
        new()
        {
            ["id"] = delivery.Id,
            ["guid"] = delivery.EventGuid,
            ["delivered_at"] = delivery.DeliveredAt.UtcDateTime.ToString(
                "O",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["redelivery"] = delivery.Redelivery,
            ["duration"] = delivery.Duration,
            ["status"] = delivery.Status,
            ["status_code"] = delivery.StatusCode,
            ["event"] = delivery.Event,
            ["action"] = delivery.Action,
            ["installation_id"] = delivery.InstallationId,
            ["repository_id"] = delivery.RepositoryId,
            ["throttled_at"] = null,
        };

    public static JsonObject Full(Delivery delivery)
    {
        var shape = Item(delivery);
        shape["url"] = delivery.Url;
        shape["request"] = new JsonObject
        {
            ["headers"] = Json.Map(delivery.RequestHeaders),
            ["payload"] = JsonNode.Parse(delivery.Payload),
        };
        shape["response"] = new JsonObject
        {
            ["headers"] = delivery.ResponseHeaders is null
                ? null
                : Json.Map(delivery.ResponseHeaders),
            ["payload"] = delivery.ResponseBody,
        };
        return shape;
    }
}
