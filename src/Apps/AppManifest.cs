using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// Describes an app to GitHub.
/// https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
/// </summary>
internal sealed record AppManifest(
    string Name,
    string Url,
    AppManifest.Hook HookAttributes,
    string RedirectUrl,
    IReadOnlyList<string> CallbackUrls,
    string SetupUrl,
    bool SetupOnUpdate,
    string Description,
    bool Public,
    IReadOnlyList<string> DefaultEvents,
    IReadOnlyDictionary<string, string> DefaultPermissions
)
{
    /// <param name="Url">Required as soon as there are hook attributes, even for a hook that is not active.</param>
    internal sealed record Hook(string Url, bool Active);

    public static AppManifest For(App app, PortalOptions portal) =>
        new(
            app.ProposedName,
            portal.Public.AbsoluteUri,
            new Hook(WebhookUrl(app, portal), Active: true),
            portal.Address("callbacks/app-created"),
            [portal.Address("callbacks/authorized")],
            portal.Address("callbacks/installed"),
            SetupOnUpdate: true,
            $"Connects this server with the portal at {portal.Public.Authority}.",
            app.Public,
            [.. AppPermissions.Events.Select(wanted => wanted.Name)],
            AppPermissions.For(app).ToDictionary(wanted => wanted.Name, wanted => wanted.Level)
        );

    /// <summary>Where GitHub delivers this app's webhooks.</summary>
    public static string WebhookUrl(App app, PortalOptions portal) => WebhookUrl(app.Key, portal);

    /// <summary>The same, for an app that has a key and nothing else yet.</summary>
    public static string WebhookUrl(string key, PortalOptions portal) => portal.WebhookOf(key);

    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Default.AppManifest);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
