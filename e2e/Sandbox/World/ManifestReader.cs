using System.Text.Json;

namespace Sandbox;

/// <summary>Takes a manifest's fields out of its JSON and notes those that are of the wrong kind.</summary>
internal sealed class ManifestReader(JsonElement root, List<string> problems)
{
    public Manifest Read()
    {
        var hook = Member(root, "hook_attributes", JsonValueKind.Object);
        return new Manifest
        {
            Name = Text(root, "name") ?? "",
            Url = Text(root, "url") ?? "",
            HasHook = hook is not null,
            HookUrl = hook is { } h ? Text(h, "url") : null,
            HookActive = hook is { } a && Flag(a, "active", otherwise: true),
            RedirectUrl = Text(root, "redirect_url"),
            CallbackUrls =
            [
                .. Texts("callback_urls"),
                .. Text(root, "callback_url") is { } one ? [one] : Array.Empty<string>(),
            ],
            SetupUrl = Text(root, "setup_url"),
            Description = Text(root, "description"),
            Public = Flag(root, "public", otherwise: false),
            Events = [.. Texts("default_events").Distinct(StringComparer.Ordinal)],
            Permissions = Levels(),
            RequestOAuthOnInstall = Flag(root, "request_oauth_on_install", otherwise: false),
            SetupOnUpdate = Flag(root, "setup_on_update", otherwise: false),
        };
    }

    private string? Text(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String)?.GetString();

    private bool Flag(JsonElement parent, string name, bool otherwise)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        problems.Add($"\"{name}\" must be a boolean.");
        return otherwise;
    }

    private List<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var item in Member(root, name, JsonValueKind.Array)?.EnumerateArray() ?? default)
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                problems.Add($"\"{name}\" must be an array of strings.");
            }
        }

        return texts;
    }

    private Dictionary<string, string> Levels()
    {
        var levels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var item in Member(root, "default_permissions", JsonValueKind.Object)?.EnumerateObject()
                ?? default
        )
        {
            if (item.Value.ValueKind == JsonValueKind.String)
            {
                levels[item.Name] = item.Value.GetString()!;
            }
            else
            {
                problems.Add($"\"default_permissions.{item.Name}\" must be a string.");
            }
        }

        return levels;
    }

    private JsonElement? Member(JsonElement parent, string name, JsonValueKind kind)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        problems.Add(
            $"\"{name}\" must be {(kind == JsonValueKind.Array ? "an array" : kind == JsonValueKind.Object ? "an object" : "a string")}."
        );
        return null;
    }
}
