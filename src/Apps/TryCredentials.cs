using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Apps;

public enum TrialMark
{
    Passed,

    /// <summary>It does not hinder the app from being entered.</summary>
    Noted,
    Failed,

    /// <summary>Something that comes before it failed.</summary>
    NotRun,
}

/// <summary>One thing that was tried, and what came of it.</summary>
public sealed record TrialLine(TrialMark Mark, string Title, string Detail);

/// <summary>What the server says to credentials.</summary>
/// <param name="App">What the key speaks for; null when it speaks for nothing.</param>
/// <param name="Webhook">Where the app's webhooks go; null when that could not be read.</param>
public sealed record Trial(
    IReadOnlyList<TrialLine> Lines,
    AppAnswer? App,
    HookConfigAnswer? Webhook
)
{
    public bool Passed => Lines.All(line => line.Mark is TrialMark.Passed or TrialMark.Noted);
}

/// <summary>
/// Tries the credentials of an app that exists on its server, before anything is stored: the key, the two ids, the client
/// secret; then looks at the webhook and the permissions. Nothing on the server changes.
/// </summary>
public sealed class TryCredentials(CandidateApi github)
{
    public async Task<Trial> RunAsync(
        Data.Host host,
        long appId,
        string clientId,
        SecretText clientSecret,
        SecretText key,
        string webhookUrl,
        CancellationToken cancellationToken
    )
    {
        AppAnswer app;
        try
        {
            app = await github.GetAppAsync(host, appId, key, cancellationToken);
        }
        catch (GitHubException failure)
        {
            return new Trial(
                [
                    new TrialLine(
                        TrialMark.Failed,
                        "Private key",
                        KeyRefused(host, appId, failure)
                    ),
                    new TrialLine(TrialMark.NotRun, "Client ID", "Needs the key."),
                    new TrialLine(TrialMark.NotRun, "Client secret", "Needs the key."),
                ],
                null,
                null
            );
        }

        var lines = new List<TrialLine> { Key(host, appId, app) };
        var client = ClientId(appId, clientId, app);
        lines.Add(client);
        lines.Add(
            client.Mark == TrialMark.Failed
                ? new TrialLine(TrialMark.NotRun, "Client secret", "Needs the right client ID.")
                : await ClientSecretAsync(host, clientId, clientSecret, cancellationToken)
        );
        lines.Add(Permissions(app));
        var (webhook, line) = await WebhookAsync(host, appId, key, webhookUrl, cancellationToken);
        lines.Add(line);
        return new Trial(lines, app, webhook);
    }

    private static string KeyRefused(Data.Host host, long appId, GitHubException failure) =>
        failure.Failure switch
        {
            GitHubFailure.NotFound =>
                $"{host.Name} knows no app with the App ID {appId}. Compare it with the app's page there. ({failure.Message})",
            GitHubFailure.Rejected when failure.ClockAhead?.Duration() > TimeSpan.FromSeconds(60) =>
                ReasonText.Of(Reason.ClockSkew),
            GitHubFailure.Rejected =>
                $"{host.Name} does not accept this key for the app {appId}. It belongs to another app, or was deleted in this one's settings; an owner of the app can generate another. ({failure.Message})",
            _ => $"It could not be tried. {failure.Message}",
        };

    private static TrialLine Key(Data.Host host, long appId, AppAnswer app) =>
        app.Id == appId
            ? new TrialLine(
                TrialMark.Passed,
                "Private key",
                $"{host.Name} accepts it for “{app.Name}”, owned by {app.Owner?.Name ?? "an account that it does not name"}."
            )
            : new TrialLine(
                TrialMark.Failed,
                "Private key",
                $"It is the key of “{app.Name}”, whose App ID is {app.Id}, and not {appId}."
            );

    private static TrialLine ClientId(long appId, string typed, AppAnswer app) =>
        app.ClientId is null
            ? new TrialLine(
                TrialMark.Passed,
                "Client ID",
                "The server does not tell it; the client secret shows whether it is right."
            )
        : app.ClientId == typed ? new TrialLine(TrialMark.Passed, "Client ID", "It is the app's.")
        : new TrialLine(
            TrialMark.Failed,
            "Client ID",
            $"The app {appId} has the client ID {app.ClientId}; you typed {typed}."
        );

    private async Task<TrialLine> ClientSecretAsync(
        Data.Host host,
        string clientId,
        SecretText secret,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await github.AcceptsClientSecretAsync(host, clientId, secret, cancellationToken)
                ? new TrialLine(TrialMark.Passed, "Client secret", $"{host.Name} accepts it.")
                : new TrialLine(
                    TrialMark.Failed,
                    "Client secret",
                    $"{host.Name} refuses it for the client ID {clientId}. An owner of the app can generate another in its settings."
                );
        }
        catch (GitHubException failure)
        {
            return new TrialLine(
                TrialMark.Failed,
                "Client secret",
                $"It could not be tried. {failure.Message}"
            );
        }
    }

    private static TrialLine Permissions(AppAnswer app)
    {
        var missing = AppPermissions
            .For(new HashSet<AppAbility>())
            .Where(wanted =>
                !AppPermissions.Covers(
                    app.Permissions?.GetValueOrDefault(wanted.Name),
                    wanted.Level
                )
            )
            .Select(wanted => wanted.Words)
            .Concat(
                AppPermissions
                    .Events.Where(wanted => app.Events?.Contains(wanted.Name) != true)
                    .Select(wanted => $"the event {wanted.Name}")
            )
            .ToList();
        return missing.Count == 0
            ? new TrialLine(
                TrialMark.Passed,
                "Permissions and events",
                "The app has what the portal needs to read."
            )
            : new TrialLine(
                TrialMark.Noted,
                "Permissions and events",
                $"The app lacks {string.Join(", ", missing)}. Its owner can add that on the app's permissions page, now or later."
            );
    }

    private async Task<(HookConfigAnswer? Webhook, TrialLine Line)> WebhookAsync(
        Data.Host host,
        long appId,
        SecretText key,
        string webhookUrl,
        CancellationToken cancellationToken
    )
    {
        const string title = "Webhook URL";
        try
        {
            var webhook = await github.GetWebhookAsync(host, appId, key, cancellationToken);
            return (
                webhook,
                webhook.Url == webhookUrl
                    ? new TrialLine(TrialMark.Passed, title, "It is this portal's.")
                    : new TrialLine(
                        TrialMark.Noted,
                        title,
                        string.IsNullOrEmpty(webhook.Url)
                            ? "The app has none."
                            : $"Webhooks go to {webhook.Url} now."
                    )
            );
        }
        catch (GitHubException failure)
        {
            return (
                null,
                new TrialLine(TrialMark.Noted, title, $"It could not be read. {failure.Message}")
            );
        }
    }
}
