using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections.Checks;

/// <summary>
/// How an app's webhook is set on the server, against how the portal set it. One that the portal left to the app's owner is the
/// owner's business.
/// https://docs.github.com/rest/apps/webhooks#get-a-webhook-configuration-for-an-app
/// </summary>
public sealed class WebhookSettings(IOptions<PortalOptions> options)
{
    /// <summary>
    /// A webhook that leads here serves the portal, whoever set it: from then on it counts when somebody changes it.
    /// </summary>
    internal void Learn(App app, HookConfigAnswer? hook)
    {
        if (app.WebhookUrl is null && hook?.Url == AppManifest.WebhookUrl(app, options.Value))
        {
            app.WebhookUrl = hook.Url;
        }
    }

    /// <summary>What is not as the portal set it, in a sentence; null when all is, or when it is not known.</summary>
    internal static string? Differ(App app, HookConfigAnswer? hook)
    {
        if (hook is null || app.WebhookUrl is not { } told)
        {
            return null;
        }

        var differences = new List<string>();
        if (hook.Url != told)
        {
            differences.Add(
                string.IsNullOrEmpty(hook.Url)
                    ? "it has no address"
                    : $"it leads to {Place(hook.Url)} and not to {told}"
            );
        }

        if (hook.ContentType is { } type and not "json")
        {
            differences.Add($"it sends {type} and not JSON");
        }

        if (IsInsecure(hook))
        {
            differences.Add("it does not verify the portal's certificate");
        }

        return differences.Count == 0
            ? null
            : $"The app's webhook was changed on the server: {string.Join("; ", differences)}.";
    }

    /// <summary>Where an address leads, without what follows the host: that may hold somebody's secret.</summary>
    internal static string Place(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? $"{address.Scheme}://{address.Authority}"
            : "an address that cannot be read";

    // A string in what GitHub documents, a number in some of its examples.
    private static bool IsInsecure(HookConfigAnswer hook) =>
        hook.InsecureSsl is { } value
        && (
            value.ValueKind == JsonValueKind.String
                ? value.GetString() == "1"
                : value is { ValueKind: JsonValueKind.Number } && value.GetDouble() == 1
        );
}
