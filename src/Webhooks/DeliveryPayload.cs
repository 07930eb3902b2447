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
            return Read(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads it once, from the beginning to the end, without laying it out in memory: it is read in full when it is handled. Of a
    /// name that is there twice the last counts.
    /// </summary>
    private static DeliveryPayload? Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var (action, repository, installation) = ((string?)null, (string?)null, (long?)null);
        var (inInstallation, inRepository) = (false, false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            switch (reader.CurrentDepth)
            {
                case 1:
                    inInstallation = reader.ValueTextEquals("installation"u8);
                    inRepository = reader.ValueTextEquals("repository"u8);
                    installation = inInstallation ? null : installation;
                    repository = inRepository ? null : repository;
                    if (reader.ValueTextEquals("action"u8))
                    {
                        action = Short(TextOf(ref reader), MaxAction);
                    }

                    break;
                case 2 when inInstallation && reader.ValueTextEquals("id"u8):
                    installation =
                        reader.Read()
                        && reader.TokenType == JsonTokenType.Number
                        && reader.TryGetInt64(out var id)
                            ? id
                            : null;
                    break;
                case 2 when inRepository && reader.ValueTextEquals("full_name"u8):
                    repository = Short(TextOf(ref reader), Delivery.MaxRepositoryName);
                    break;
            }
        }

        return new DeliveryPayload(json, action, installation, repository);
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // "\ud800": half a character, which JSON allows and a text cannot hold.
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
