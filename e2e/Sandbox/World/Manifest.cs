using System.Text.Json;

namespace Sandbox;

/// <summary>
/// An app as a manifest or the form describes it, with what is wrong with it.
/// https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
/// </summary>
public sealed record Manifest
{
    public string Name { get; init; } = "";
    public string Url { get; init; } = "";
    public bool HasHook { get; init; }
    public string? HookUrl { get; init; }
    public bool HookActive { get; init; } = true;
    public string? HookSecret { get; init; }
    public string? RedirectUrl { get; init; }
    public IReadOnlyList<string> CallbackUrls { get; init; } = [];
    public string? SetupUrl { get; init; }
    public string? Description { get; init; }
    public bool Public { get; init; }
    public IReadOnlyList<string> Events { get; init; } = [];
    public IReadOnlyDictionary<string, string> Permissions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
    public bool RequestOAuthOnInstall { get; init; }
    public bool SetupOnUpdate { get; init; }

    /// <summary>Reads a manifest; the problems are those of its form, <see cref="Problems"/> tells those of its content.</summary>
    public static (Manifest Manifest, IReadOnlyList<string> Problems) Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (new Manifest(), ["The manifest isn't a JSON object."]);
            }

            var problems = new List<string>();
            return (new ManifestReader(document.RootElement, problems).Read(), problems);
        }
        catch (JsonException)
        {
            return (new Manifest(), ["The manifest isn't valid JSON."]);
        }
    }

    /// <summary>What GitHub refuses, in its order. The name is not among it: that can be changed on the page.</summary>
    public IEnumerable<string> Problems(bool refuseLocalWebhooks)
    {
        if (Url.Length == 0 || HasHook && string.IsNullOrEmpty(HookUrl))
        {
            yield return "\"url\" wasn't supplied.";
        }

        foreach (var (field, url) in Addresses())
        {
            if (!string.IsNullOrEmpty(url) && !IsWebAddress(url))
            {
                yield return $"{field} must be a valid URL.";
            }
        }

        if (
            refuseLocalWebhooks
            && HookUrl is not null
            && IsWebAddress(HookUrl)
            && new Uri(HookUrl).IsLoopback
        )
        {
            yield return $"Hook url is not supported because it isn't reachable over the public Internet ({new Uri(HookUrl).Host}).";
        }

        if (CallbackUrls.Count > 10)
        {
            yield return "Callback urls can't be more than 10.";
        }

        foreach (var (permission, level) in Permissions)
        {
            if (!Sandbox.Permissions.Exists(permission))
            {
                yield return $"Default permission records resource \"{permission}\" is not included in the list.";
            }
            else if (!Sandbox.Permissions.Allows(permission, level))
            {
                yield return $"Default permission records action \"{level}\" is not allowed for \"{permission}\".";
            }
        }

        foreach (var name in Events)
        {
            if (!Sandbox.Permissions.IsEvent(name))
            {
                yield return $"Default events unsupported: {name}.";
            }
            else if (!Sandbox.Permissions.Supports(Permissions, name))
            {
                yield return $"Default events are not supported by permissions: {name}.";
            }
        }
    }

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private IEnumerable<(string Field, string? Url)> Addresses()
    {
        yield return ("Url", Url);
        yield return ("Hook url", HookUrl);
        yield return ("Redirect url", RedirectUrl);
        yield return ("Setup url", SetupUrl);
        foreach (var callback in CallbackUrls)
        {
            yield return ("Callback url", callback);
        }
    }
}
