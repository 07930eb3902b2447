using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>What to do about a webhook that goes elsewhere.</summary>
public enum WebhookChoice
{
    /// <summary>Nobody was asked yet.</summary>
    Open,

    /// <summary>The portal sets address and secret.</summary>
    Set,

    /// <summary>The portal leaves it as it is; the app's owner sets it.</summary>
    Leave,
}

/// <summary>The credentials of an app that exists, as an administrator enters them. Secrets stay in memory, hidden.</summary>
public sealed class EnterAppForm
{
    public string? AppId { get; set; }
    public string? ClientId { get; set; }
    public SecretText? ClientSecret { get; set; }
    public SecretText? PrivateKey { get; set; }

    /// <summary>False when the person types the secret that the app's webhook has.</summary>
    public bool MakeWebhookSecret { get; set; } = true;
    public SecretText? WebhookSecret { get; set; }
    public WebhookChoice Webhook { get; set; }

    /// <summary>GitHub does not tell, so a person does.</summary>
    public bool Public { get; set; }
}

/// <summary>How an attempt to enter an app ended: stored as a connection, or what stands in the way.</summary>
public sealed record Entry(
    Guid? ConnectionId,
    IReadOnlyDictionary<string, string> Problems,
    Trial? Trial = null,
    Guid? SameApp = null,
    bool AsksAboutWebhook = false
);

/// <summary>
/// Takes in an app that was not created through this portal: for a new connection, or for one whose app could not be
/// created. Nothing is stored unless the server accepts key, ids and client secret.
/// </summary>
public sealed class EnterApp(
    IDbContextFactory<PortalDb> dbs,
    TryCredentials tryOut,
    StoreEntered store,
    IOptions<PortalOptions> options
)
{
    /// <summary>Pending connections whose app can still be entered by hand.</summary>
    public static IQueryable<Connection> Open(PortalDb db) =>
        db.Connections.Where(row =>
            row.EndingId == null
            && row.App.Creation != AppCreation.Created
            && row.App.Creation != AppCreation.Exchanging
        );

    /// <summary>Whether a new app can get this webhook key, which came back in an address: it looks like one, and no app has it or had it.</summary>
    public static async Task<bool> IsFreeAsync(
        PortalDb db,
        string? key,
        CancellationToken cancellationToken
    ) =>
        key is { Length: 32 }
        && key.All(char.IsAsciiHexDigitLower)
        && !await db.Apps.AnyAsync(row => row.Key == key, cancellationToken)
        && !await db.Tombstones.AnyAsync(row => row.AppKey == key, cancellationToken);

    /// <param name="connectionId">The pending connection that the app is for; null for a new one.</param>
    /// <param name="webhookKey">The last part of the webhook address that the person was shown.</param>
    public async Task<Entry> RunAsync(
        Guid hostId,
        Guid? connectionId,
        string webhookKey,
        EnterAppForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var (problems, appId, key) = Check(form);
        if (problems.Count > 0)
        {
            return new Entry(null, problems);
        }

        Data.Host? host;
        await using (var db = await dbs.CreateDbContextAsync(cancellationToken))
        {
            host = await db
                .Hosts.AsNoTracking()
                .SingleOrDefaultAsync(
                    row => row.Id == hostId && !row.RemoveWhenEmpty,
                    cancellationToken
                );
            if (await StoreEntered.SameAsync(db, hostId, appId, cancellationToken) is { } same)
            {
                return new Entry(null, problems, SameApp: same);
            }
        }

        if (host is null)
        {
            return Refuse("This host has been removed meanwhile. Register it again.");
        }

        var url = AppManifest.WebhookUrl(webhookKey, options.Value);
        var trial = await tryOut.RunAsync(
            host,
            appId,
            form.ClientId!.Trim(),
            form.ClientSecret!,
            key!,
            url,
            cancellationToken
        );
        if (!trial.Passed)
        {
            return new Entry(null, problems, trial);
        }

        // A webhook that goes elsewhere may serve somebody else: it is never taken over unasked.
        if (trial.Webhook?.Url != url && form.Webhook == WebhookChoice.Open)
        {
            return new Entry(null, problems, trial, AsksAboutWebhook: true);
        }

        if (form.Webhook == WebhookChoice.Leave && form.MakeWebhookSecret)
        {
            problems[nameof(EnterAppForm.WebhookSecret)] =
                "The portal cannot set a secret without changing the webhook. Type the one that the app has, or let the portal set both.";
            return new Entry(null, problems, trial, AsksAboutWebhook: true);
        }

        return await store.RunAsync(
            hostId,
            connectionId,
            webhookKey,
            form,
            trial,
            key!,
            actor,
            cancellationToken
        );
    }

    internal static Entry Refuse(string sentence) =>
        new(null, new Dictionary<string, string> { [""] = sentence });

    private static (Dictionary<string, string> Problems, long AppId, SecretText? Key) Check(
        EnterAppForm form
    )
    {
        var problems = new Dictionary<string, string>();
        if (
            !long.TryParse(
                form.AppId?.Trim(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var appId
            )
            || appId == 0
        )
        {
            problems[nameof(EnterAppForm.AppId)] =
                "The App ID is a number, for example 42. It stands at the top of the app's settings.";
        }

        if (string.IsNullOrWhiteSpace(form.ClientId))
        {
            problems[nameof(EnterAppForm.ClientId)] =
                "Type the client ID, for example Iv1.8a61f9b3a7aba766. It stands below the App ID.";
        }

        if (form.ClientSecret is null)
        {
            problems[nameof(EnterAppForm.ClientSecret)] =
                "Paste a client secret. GitHub shows it once, when it is generated; generate another if it was not kept.";
        }

        var (key, problem) = form.PrivateKey is { } typed
            ? PrivateKeyText.Read(typed)
            : (
                null,
                "Paste the private key, or choose its file. GitHub gives it once, as a download; generate another if it was not kept."
            );
        if (problem is not null)
        {
            problems[nameof(EnterAppForm.PrivateKey)] = problem;
        }

        if (
            !form.MakeWebhookSecret
            && form.WebhookSecret is not { Length: >= AcceptWebhookSecret.Shortest }
        )
        {
            problems[nameof(EnterAppForm.WebhookSecret)] = form.WebhookSecret is null
                ? "Type the webhook's secret, or let the portal make one and set it."
                : $"This secret is shorter than {AcceptWebhookSecret.Shortest} characters, and whoever guesses it can forge webhooks. Let the portal make one and set it.";
        }

        return (problems, appId, key);
    }
}
