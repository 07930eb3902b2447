using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Registering apps, changing them and deleting them.</summary>
public sealed partial class World
{
    /// <summary>
    /// Why an app may not have this name, or null.
    /// https://docs.github.com/apps/creating-github-apps/registering-a-github-app/registering-a-github-app
    /// </summary>
    public string? NameProblem(string name, Account owner)
    {
        var trimmed = name.Trim();
        var slug = Slug.Of(trimmed);
        return trimmed switch
        {
            "" => "Name can't be blank.",
            { Length: > 34 } => "Name is too long (maximum is 34 characters).",
            _ when slug.Length == 0 => "Name must contain at least one letter or digit.",
            _ when FindApp(slug) is not null => "Name is already taken.",
            _ when FindAccount(slug) is { } account && account.Id != owner.Id =>
                "Name is already taken: it is the name of an account.",
            _ => null,
        };
    }

    public App? FindApp(string? slug) =>
        Apps.Values.FirstOrDefault(app =>
            !app.IsDeleted && app.Slug.Equals(slug, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>An app by what a JWT may name as its issuer: app id or client id.</summary>
    public App? FindIssuer(string issuer) =>
        Apps.Values.FirstOrDefault(app =>
            !app.IsDeleted
            && (
                app.ClientId == issuer
                || app.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == issuer
            )
        );

    public IEnumerable<App> AppsOf(Account owner) =>
        Apps.Values.Where(app => !app.IsDeleted && app.Owner.Id == owner.Id).OrderBy(app => app.Id);

    /// <summary>
    /// Registers an app, sends its ping and returns it with the code that converts the manifest and with the private key: a
    /// new one, unless a PEM is given.
    /// </summary>
    public ManifestCode CreateApp(
        Account owner,
        Manifest manifest,
        string? name = null,
        string? pem = null
    )
    {
        var (key, text) = pem is null ? AppKey.Create(Clock.Now) : AppKey.Import(pem, Clock.Now);
        lock (_gate)
        {
            var now = Clock.Now;
            var chosen = (name ?? manifest.Name).Trim();
            var permissions = new Dictionary<string, string>(
                manifest.Permissions,
                StringComparer.Ordinal
            );
            permissions.TryAdd("metadata", "read");
            var app = new App
            {
                Id = NextId(),
                Name = chosen,
                Slug = Slug.Of(chosen),
                Owner = owner,
                ClientId = "Iv1." + Secret.Hex(16),
                Description = manifest.Description,
                HomepageUrl = manifest.Url,
                RedirectUrl = manifest.RedirectUrl,
                CallbackUrls = [.. manifest.CallbackUrls],
                // With authorization during installation people go to the callback URL, and there is no setup URL.
                SetupUrl = manifest.RequestOAuthOnInstall ? null : manifest.SetupUrl,
                SetupOnUpdate = manifest.SetupOnUpdate,
                RequestOAuthOnInstall = manifest.RequestOAuthOnInstall,
                Public = manifest.Public,
                Permissions = permissions,
                Events = [.. manifest.Events],
                Hook = new Hook
                {
                    Id = NextId(),
                    Url = manifest.HookUrl,
                    Active = manifest.HasHook && manifest.HookActive,
                    Secret = HookSecretFor(manifest),
                    CreatedAt = now,
                    UpdatedAt = now,
                },
                CreatedAt = now,
                UpdatedAt = now,
            };
            app.ClientSecrets.Add(Secrets.Keep("client secret", Secret.Hex(40)));
            app.Keys.Add(key);
            Apps[app.Id] = app;
            var code = new ManifestCode(
                Secrets.Keep("manifest code", Secret.Hex(40)),
                app,
                Secrets.KeepKey(text),
                now.AddHours(1)
            );
            ManifestCodes[code.Value] = code;
            Sender.Send(this, Payloads.Ping(this, app));
            return code;
        }
    }

    /// <summary>GitHub makes up a secret for the webhook of an app that comes from a manifest; a test can forbid it.</summary>
    public bool WithholdWebhookSecret { get; set; }

    /// <summary>Takes a manifest's code, which works once and for an hour.</summary>
    public ManifestCode? RedeemManifestCode(string code) =>
        ManifestCodes.TryRemove(code, out var found)
        && found.ExpiresAt > Clock.Now
        && !found.App.IsDeleted
            ? found
            : null;

    /// <summary>
    /// Deletes an app: it is uninstalled everywhere and its key opens nothing any more. Its hook is gone with it, so nobody
    /// is told.
    /// </summary>
    public void DeleteApp(App app)
    {
        lock (_gate)
        {
            app.DeletedAt = Clock.Now;
            foreach (
                var installation in Installations.Values.Where(installation =>
                    installation.App == app
                )
            )
            {
                Forget(installation);
            }

            foreach (
                var request in InstallationRequests.Values.Where(request => request.App == app)
            )
            {
                InstallationRequests.TryRemove(request.Id, out _);
            }

            foreach (var token in UserTokens.Values.Where(token => token.App == app))
            {
                UserTokens.TryRemove(token.Value, out _);
            }

            foreach (var key in Authorizations.Keys.Where(key => key.App == app.Id))
            {
                Authorizations.TryRemove(key, out _);
            }
        }
    }

    /// <summary>A new name changes the slug and with it every address of the app.</summary>
    public void RenameApp(App app, string name)
    {
        app.Name = name.Trim();
        app.Slug = Slug.Of(app.Name);
        app.UpdatedAt = Clock.Now;
    }

    /// <summary>Asks for other permissions and events; each installation keeps its own until its owner accepts.</summary>
    public void ChangePermissions(
        App app,
        IReadOnlyDictionary<string, string> permissions,
        IEnumerable<string> events
    )
    {
        app.Permissions = new Dictionary<string, string>(permissions, StringComparer.Ordinal);
        app.Permissions.TryAdd("metadata", "read");
        app.Events = [.. events];
        app.UpdatedAt = Clock.Now;
    }

    /// <summary>A further private key, as the button on the app's page makes one.</summary>
    public string AddKey(App app)
    {
        var (key, pem) = AppKey.Create(Clock.Now);
        lock (_gate)
        {
            app.Keys.Add(key);
        }

        return Secrets.KeepKey(pem);
    }

    private string? HookSecretFor(Manifest manifest) =>
        (
            manifest.HookSecret
            ?? (manifest.HasHook && !WithholdWebhookSecret ? Secret.Hex(40) : null)
        )
            is { } secret
            ? Secrets.Keep("webhook secret", secret)
            : null;
}
