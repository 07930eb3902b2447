using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>What the portal reads of a delivery's body, in either of GitHub's two encodings.</summary>
/// <param name="Json">The payload itself; with form encoding it is the field "payload" of the body.</param>
internal sealed record DeliveryPayload(
    ReadOnlyMemory<byte> Json,
    string? Action,
    long? InstallationId,
    string? Repository
)
{
    private const int MaxAction = 100;

    /// <summary>Null when the body is not a JSON object.</summary>
    public static DeliveryPayload? Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        var json = body;
        if (
            contentType?.StartsWith(
                "application/x-www-form-urlencoded",
                StringComparison.OrdinalIgnoreCase
            ) == true
        )
        {
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span));
            json = Encoding.UTF8.GetBytes(
                form.TryGetValue("payload", out var payload) ? payload.ToString() : ""
            );
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object
                ? null
                : new DeliveryPayload(
                    json,
                    Short(Text(root, "action"), MaxAction),
                    Child(root, "installation") is { } installation
                        ? Number(installation, "id")
                        : null,
                    Child(root, "repository") is { } repository
                        ? Short(Text(repository, "full_name"), Delivery.MaxRepositoryName)
                        : null
                );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonElement? Child(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object
            ? child
            : null;

    internal static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var number)
        && number.ValueKind == JsonValueKind.Number
        && number.TryGetInt64(out var value)
            ? value
            : null;

    internal static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? Text(text)
            : null;

    /// <summary>What is longer than any of GitHub's is none.</summary>
    private static string? Short(string? text, int limit) => text?.Length <= limit ? text : null;

    private static string? Text(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // "\ud800": half a character, which JSON allows and a text cannot hold.
            return null;
        }
    }
}
