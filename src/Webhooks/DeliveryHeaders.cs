using System.Text;

namespace Portal.Webhooks;

/// <summary>The headers of a delivery that the portal reads, and those that it keeps to show.</summary>
/// <param name="Kept">One a line as "Name: value"; never the signature.</param>
public sealed record DeliveryHeaders(
    string? Delivery,
    string? Event,
    string? Signature,
    string? ContentType,
    string Kept = ""
)
{
    private const int MaxValue = 200;

    // https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
    private static readonly string[] s_kept =
    [
        "User-Agent",
        "Content-Type",
        "X-GitHub-Hook-ID",
        "X-GitHub-Hook-Installation-Target-Type",
        "X-GitHub-Hook-Installation-Target-ID",
        "X-GitHub-Enterprise-Host",
        "X-GitHub-Enterprise-Version",
    ];

    public static DeliveryHeaders Of(HttpRequest request)
    {
        var headers = request.Headers;
        var kept = new StringBuilder(320);
        foreach (var name in s_kept)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..])
            {
                kept.Append(name).Append(": ");
                kept.Append(value.AsSpan(0, Math.Min(value.Length, MaxValue))).Append('\n');
            }
        }

        return new DeliveryHeaders(
            headers["X-GitHub-Delivery"],
            headers["X-GitHub-Event"],
            headers["X-Hub-Signature-256"],
            request.ContentType,
            kept.ToString()
        );
    }
}
