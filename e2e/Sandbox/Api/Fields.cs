using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Git;

namespace Sandbox.Api;

/// <summary>Reads the fields of a body, and refuses what is missing or of another kind in GitHub's words.</summary>
internal static class Fields
{
    public static string? Text(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            var node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
            var node => throw NotA("a string", name, node),
        };

    public static string Required(this JsonObject body, string name) =>
        body.Text(name) ?? throw Missing(name);

    public static bool Flag(this JsonObject body, string name) =>
        body[name] switch
        {
            null => false,
            var node when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                node.GetValue<bool>(),
            var node => throw NotA("a boolean", name, node),
        };

    public static JsonObject? Object(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonObject found => found,
            var node => throw NotA("an object", name, node),
        };

    public static JsonArray? List(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonArray found => found,
            var node => throw NotA("an array", name, node),
        };

    /// <summary>A list of texts; null where the field is not there.</summary>
    public static IReadOnlyList<string>? Texts(this JsonObject body, string name) =>
        body.List(name)
            ?.Select(item =>
                item?.GetValueKind() == JsonValueKind.String
                    ? item.GetValue<string>()
                    : throw NotA("a string", name, item)
            )
            .ToList();

    /// <summary>One of a few words, or null.</summary>
    public static string? OneOf(this JsonObject body, string name, params string[] words) =>
        body.Text(name) is not { } word ? null
        : words.Contains(word, StringComparer.Ordinal) ? word
        : throw Invalid($"\"{word}\" is not a possible value for {name}.");

    public static DateTimeOffset? Time(this JsonObject body, string name) =>
        body.Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
        : throw Invalid($"For 'properties/{name}', \"{text}\" is not a date-time.");

    /// <summary>A person with name, address and perhaps a date; null where the field is not there.</summary>
    public static Ident? By(this JsonObject body, string name, DateTimeOffset now) =>
        body.Object(name) is { } by
            ? new Ident(by.Required("name"), by.Required("email"), by.Time("date") ?? now)
            : null;

    public static ApiRefusal Missing(string name) => Invalid($"\"{name}\" wasn't supplied.");

    public static ApiRefusal Invalid(string why) => new(422, $"Invalid request.\n\n{why}");

    private static ApiRefusal NotA(string kind, string name, JsonNode? found) =>
        Invalid($"For 'properties/{name}', {found?.ToJsonString() ?? "null"} is not {kind}.");
}
