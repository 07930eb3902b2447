using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sandbox.Control;

/// <summary>
/// What sandboxes said, written down for whoever holds it against GitHub's description: one JSON object a line, one file a
/// process. It keeps the first of each kind, not all, and masks secrets.
/// </summary>
/// <param name="folder">Null records nothing.</param>
internal sealed partial class Recording(string? folder)
{
    /// <summary>The variable that names the folder for every sandbox of a process.</summary>
    public const string Variable = "SANDBOX_RECORD";

    private const int KeptOfEachKind = 20;

    private static readonly ConcurrentDictionary<string, int> s_kinds = new(StringComparer.Ordinal);
    private static readonly Lock s_gate = new();

    private static readonly HashSet<string> s_masked = new(StringComparer.Ordinal)
    {
        "token",
        "access_token",
        "hashed_token",
        "pem",
        "client_secret",
        "webhook_secret",
        "secret",
    };

    public bool IsOn => folder is not null;

    /// <summary>Writes a line, unless there are enough of its kind.</summary>
    public void Write(string kind, Func<JsonObject> line)
    {
        if (
            folder is null
            || s_kinds.AddOrUpdate(kind, 1, (_, count) => count + 1) > KeptOfEachKind
        )
        {
            return;
        }

        var text = InAddresses().Replace(line().ToJsonString(), "masked") + "\n";
        lock (s_gate)
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, $"{Environment.ProcessId}.jsonl"), text);
        }
    }

    /// <summary>A body as JSON, without its secrets.</summary>
    public static JsonNode? Body(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var node = bytes.IsEmpty ? null : JsonNode.Parse(bytes);
            Mask(node);
            return node;
        }
        catch (JsonException)
        {
            return "(not JSON)";
        }
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Mask(item);
            }
        }
        else if (node is JsonObject shape)
        {
            foreach (var (name, value) in shape.ToList())
            {
                if (value is JsonValue && s_masked.Contains(name))
                {
                    shape[name] = "masked";
                }
                else
                {
                    Mask(value);
                }
            }
        }
    }

    /// <summary>The code of a manifest, and the tokens of links.</summary>
    [GeneratedRegex(
        "(?<=token=|/app-manifests/)[A-Za-z0-9]+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InAddresses();
}
