using Portal.Data;
using Portal.GitHub;

namespace Portal.Apps;

/// <summary>Whose an app is, as GitHub says it and in words.</summary>
public static class AppOwner
{
    /// <summary>Takes over what GitHub said; an answer without an owner changes nothing.</summary>
    public static void Learn(App app, AccountAnswer? owner)
    {
        app.OwnerLogin = owner?.Name ?? app.OwnerLogin;
        (app.OwnerKind, app.OwnerSlug) = owner switch
        {
            { Type: "Organization" } => (OwnerKind.Organization, owner.Name),
            { Type: "User" } => (OwnerKind.Personal, null),
            // An enterprise has a slug where others have a login, and no type.
            { Login: null, Slug: { } slug } => (OwnerKind.Enterprise, slug),
            _ => (app.OwnerKind, app.OwnerSlug),
        };
        // There is nothing else that an enterprise's app can be installed on than its organizations.
        app.Public = app.Public && app.OwnerKind != OwnerKind.Enterprise;
    }

    /// <summary>"the organization acme".</summary>
    public static string Words(App app) =>
        app.OwnerKind switch
        {
            OwnerKind.Personal => "your personal account",
            OwnerKind.Organization => $"the organization {app.OwnerSlug}",
            OwnerKind.Enterprise => $"the enterprise {app.OwnerSlug}",
        };

    /// <summary>A private app goes on its owner's account and on no other; on an enterprise's organizations, if that owns it.</summary>
    public static bool HasOneAccount(App app) =>
        !app.Public && app.OwnerKind != OwnerKind.Enterprise;

    /// <summary>Where the app can be installed.</summary>
    public static string InstallableOn(App app) =>
        app.OwnerKind == OwnerKind.Enterprise
            ? $"organizations of the enterprise {app.OwnerSlug}, and no other account"
        : app.Public ? "any account of the host"
        : $"{app.OwnerLogin ?? app.OwnerSlug ?? "its owner"} alone, because it is private";
}
