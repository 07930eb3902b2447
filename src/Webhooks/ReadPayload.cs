using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>A delivery's headers and payload, as a page shows them.</summary>
/// <param name="Json">Indented, and with what may be a secret masked.</param>
/// <param name="IsCut">The payload is longer than what is shown.</param>
public sealed record ShownPayload(
    IReadOnlyList<(string Name, string Value)> Headers,
    string Json,
    bool IsCut
);

/// <summary>Opens a delivery's payload for a person, and writes down who opened it.</summary>
public sealed class ReadPayload(IDbContextFactory<PortalDb> dbs, AuditLog audit)
{
    /// <summary>Characters.</summary>
    public const int MostShown = 256 * 1024;

    private const string Mask = "••••••••";

    // What people put into hooks and into a repository_dispatch, where nobody masks it.
    private static readonly string[] s_secrets = ["secret", "token", "password", "private_key"];

    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        // It is shown as text, not as HTML: letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Null when the delivery is not there any more.</summary>
    public async Task<ShownPayload?> RunAsync(
        long id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var delivery = await db
            .Deliveries.AsNoTracking()
            .Include(row => row.Body)
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (delivery is null)
        {
            return null;
        }

        await audit.WriteAsync(
            actor,
            "opened the payload of the delivery",
            $"{delivery.Event} {delivery.Guid}",
            cancellationToken
        );
        var json = Masked(delivery.Json());
        return new ShownPayload(
            [
                ("X-GitHub-Event", delivery.Event),
                ("X-GitHub-Delivery", $"{delivery.Guid}"),
                .. Headers(delivery.Body.Headers),
                ("X-Hub-Signature-256", $"sha256={Mask} (verified)"),
            ],
            json.Length > MostShown ? json[..MostShown] : json,
            json.Length > MostShown
        );
    }

    private static IEnumerable<(string, string)> Headers(string kept) =>
        kept.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], parts[1]));

    private static string Masked(byte[] json)
    {
        try
        {
            var root = JsonNode.Parse(json);
            Hide(root);
            return root?.ToJsonString(s_indented) ?? "null";
        }
        catch (Exception failure)
            when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            // A name twice, or half a character: JSON allows what a tree cannot hold. It is masked line by line nowhere, so
            // it is not shown.
            return $"The payload cannot be laid out ({failure.GetType().Name}).";
        }
    }

    private static void Hide(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonValue && IsSecret(name))
                {
                    members[name] = Mask;
                }
                else
                {
                    Hide(value);
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Hide(item);
            }
        }
    }

    private static bool IsSecret(string name) =>
        Array.Exists(
            s_secrets,
            secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)
        );
}
