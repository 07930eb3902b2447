using Portal.Data;

namespace Portal.Apps;

/// <summary>
/// The pages of a server that the portal sends people to. Built from the host's own address: the addresses that GitHub
/// gives can carry an internal name behind a reverse proxy.
/// </summary>
public static class AppLinks
{
    /// <summary>Where a manifest is posted to.</summary>
    public static string Create(App app, string state) =>
        $"{List(app)}/new?state={Uri.EscapeDataString(state)}";

    /// <summary>The list of apps of the owner, where an app that the portal lost can be found and deleted.</summary>
    public static string List(App app) =>
        $"{Settings(app.Host, app.OwnerKind, app.OwnerSlug)}/apps";

    /// <summary>The app's own settings; the owner's list of apps while its name in addresses is not known.</summary>
    public static string Settings(App app) =>
        app.Slug is null ? List(app) : $"{List(app)}/{app.Slug}";

    /// <summary>The page with "Delete GitHub App"; null while the app is not created.</summary>
    public static string? Advanced(App app) =>
        app.Slug is null ? null : $"{List(app)}/{app.Slug}/advanced";

    /// <summary>The page on which the owner changes what the app may do and is told about.</summary>
    public static string Permissions(App app) =>
        app.Slug is null ? List(app) : $"{List(app)}/{app.Slug}/permissions";

    /// <summary>The installation's settings, where an owner of the account accepts what the app asks for.</summary>
    public static string Installation(App app, Installation installation) =>
        app.Host.WebUrl + installation.SettingsPath;

    public static string Authorize(App app, string redirectUrl, string state) =>
        $"{app.Host.WebUrl}/login/oauth/authorize?client_id={Uri.EscapeDataString(app.ClientId ?? "")}"
        + $"&redirect_uri={Uri.EscapeDataString(redirectUrl)}&state={Uri.EscapeDataString(state)}";

    /// <summary>
    /// Below the app's public page, whose path the server told: it differs between servers and clouds.
    /// https://docs.github.com/enterprise-server@latest/apps/sharing-github-apps/sharing-your-github-app
    /// </summary>
    public static string Install(App app, string state) =>
        $"{app.Host.WebUrl}{app.PagePath ?? DefaultPage(app)}/installations/new?state={Uri.EscapeDataString(state)}";

    public static string SignIn(Data.Host host) => $"{host.WebUrl}/login";

    /// <summary>The path of the page that GitHub gave the address of; only the path, because the name may be an internal one.</summary>
    public static string? PagePath(string? htmlUrl) =>
        Uri.TryCreate(htmlUrl, UriKind.Absolute, out var url) && url.AbsolutePath.Length > 1
            ? url.AbsolutePath.TrimEnd('/')
            : null;

    /// <summary>The page on which a person signs out, to sign in as somebody else.</summary>
    public static string SignOut(Data.Host host) => $"{host.WebUrl}/logout";

    private static string DefaultPage(App app) =>
        app.Host.Flavor == HostFlavor.EnterpriseServer
            ? $"/github-apps/{app.Slug}"
            : $"/apps/{app.Slug}";

    private static string Settings(Data.Host host, OwnerKind owner, string? slug) =>
        owner switch
        {
            OwnerKind.Personal => $"{host.WebUrl}/settings",
            OwnerKind.Organization => $"{host.WebUrl}/organizations/{slug}/settings",
            OwnerKind.Enterprise => $"{host.WebUrl}/enterprises/{slug}/settings",
        };
}
