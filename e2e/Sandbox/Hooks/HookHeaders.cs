using System.Text;

namespace Sandbox.Hooks;

/// <summary>
/// The headers and the body of a delivery.
/// https://docs.github.com/enterprise-server/webhooks/webhook-events-and-payloads#delivery-headers
/// </summary>
internal static class HookHeaders
{
    public static Dictionary<string, string> For(World world, HookMessage message, byte[] payload)
    {
        var hook = message.App.Hook;
        var body = Body(hook.ContentType, payload);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Accept"] = "*/*",
            ["Content-Type"] =
                hook.ContentType == "form"
                    ? "application/x-www-form-urlencoded"
                    : "application/json",
            ["User-Agent"] = "GitHub-Hookshot/" + message.App.ClientId[^7..],
            ["X-GitHub-Delivery"] = message.EventGuid!,
            ["X-GitHub-Event"] = message.Event,
            ["X-GitHub-Hook-ID"] = $"{hook.Id}",
            ["X-GitHub-Hook-Installation-Target-ID"] = $"{message.App.Id}",
            ["X-GitHub-Hook-Installation-Target-Type"] = "integration",
        };
        if (!world.Flavour.IsCloud())
        {
            headers["X-GitHub-Enterprise-Host"] = world.Url.Authority;
            headers["X-GitHub-Enterprise-Version"] = world.Version;
        }

        var secret = message.Signing switch
        {
            Signing.Good => hook.Secret,
            Signing.Bad => "not " + hook.Secret,
            Signing.None => null,
        };
        if (secret is not null)
        {
            headers["X-Hub-Signature"] = Signature.Sha1(secret, body);
            headers["X-Hub-Signature-256"] = Signature.Sha256(secret, body);
        }

        return headers;
    }

    public static byte[] Body(Delivery delivery) =>
        Body(
            delivery
                .RequestHeaders["Content-Type"]
                .StartsWith("application/x-www", StringComparison.Ordinal)
                ? "form"
                : "json",
            delivery.Payload
        );

    private static byte[] Body(string contentType, byte[] payload) =>
        contentType == "form"
            ? Encoding.UTF8.GetBytes(
                "payload=" + Uri.EscapeDataString(Encoding.UTF8.GetString(payload))
            )
            : payload;
}
