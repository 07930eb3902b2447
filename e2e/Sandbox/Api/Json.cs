using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>JSON as GitHub writes it: UTF-8 unescaped, times in seconds.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Bytes(JsonNode node) =>
        JsonSerializer.SerializeToUtf8Bytes(node, _options);

    public static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Iso(DateTimeOffset? at) => at is { } known ? Iso(known) : null;

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    public static JsonArray Texts(IEnumerable<string> items) =>
        [.. items.Select(item => JsonValue.Create(item))];

    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var map = new JsonObject();
        foreach (var (name, value) in pairs)
        {
            map[name] = value;
        }

        return map;
    }

    /// <summary>A node id as GitHub's older form had it: base64 of kind and id.</summary>
    public static string NodeId(string kind, object id) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{kind}{id}"));
}
