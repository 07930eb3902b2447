using Portal.Apps;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>An app that somebody registered on the server without this portal, with all that they wrote down of it.</summary>
internal sealed record ForeignApp(
    long Id,
    string Slug,
    string ClientId,
    string ClientSecret,
    string WebhookSecret,
    string Pem
)
{
    private static readonly string[] s_events = ["push", "pull_request", "create", "delete"];

    /// <param name="key">The webhook key that the portal showed; null for an app whose webhooks go elsewhere.</param>
    public static async Task<ForeignApp> RegisterAsync(
        Trip trip,
        string? key,
        string owner = "globex",
        bool isPublic = false,
        string[]? installOn = null
    )
    {
        var made = await trip.GitHub.PostAsync(
            "apps",
            new
            {
                name = $"Theirs {Guid.NewGuid():N}"[..20],
                owner,
                @public = isPublic,
                installOn,
                webhookUrl = key is null
                    ? "https://elsewhere.example.com/hook"
                    : new Uri(trip.Portal.Url, $"webhooks/{key}").AbsoluteUri,
                webhookSecret = "a secret of theirs 1234",
                callbackUrls = new[] { new Uri(trip.Portal.Url, "callbacks/authorized") },
                setupUrl = new Uri(trip.Portal.Url, "callbacks/installed"),
                permissions = new
                {
                    contents = "read",
                    statuses = "read",
                    pull_requests = "read",
                },
                events = s_events,
            }
        );
        return new ForeignApp(
            made.GetProperty("id").GetInt64(),
            made.GetProperty("slug").GetString()!,
            made.GetProperty("client_id").GetString()!,
            made.GetProperty("client_secret").GetString()!,
            made.GetProperty("webhook_secret").GetString()!,
            made.GetProperty("pem").GetString()!
        );
    }

    /// <summary>The form as somebody fills it in who makes no mistake.</summary>
    public EnterAppForm Form() =>
        new()
        {
            AppId = $" {Id} ",
            ClientId = $"{ClientId} ",
            ClientSecret = new SecretText(ClientSecret),
            PrivateKey = new SecretText(Pem),
        };
}
