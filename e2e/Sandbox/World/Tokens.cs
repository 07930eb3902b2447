using System.Security.Cryptography;

namespace Sandbox;

/// <summary>An installation access token: one hour, for some repositories and permissions.</summary>
public sealed record InstallationToken(
    string Value,
    Installation Installation,
    IReadOnlyDictionary<string, string> Permissions,
    IReadOnlySet<long>? Repositories,
    DateTimeOffset ExpiresAt
)
{
    public bool Covers(Repository repository) =>
        Installation.Covers(repository) && Repositories?.Contains(repository.Id) != false;
}

/// <summary>A user access token of an app: eight hours, in the name of a person.</summary>
public sealed record UserToken(
    string Value,
    App App,
    Account User,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A web-flow code, good for ten minutes and one exchange.</summary>
public sealed record OAuthCode(
    string Value,
    App App,
    Account User,
    string RedirectUri,
    DateTimeOffset ExpiresAt
);

/// <summary>A manifest code, good for one hour and one conversion; until then it holds what only the conversion tells.</summary>
public sealed record ManifestCode(string Value, App App, string Pem, DateTimeOffset ExpiresAt);

/// <summary>Random texts in the forms GitHub gives them.</summary>
public static class Secret
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string Hex(int length) =>
        RandomNumberGenerator.GetHexString(length, lowercase: true);

    public static string Text(int length) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>
    /// The stateless form is about 520 characters long and has two dots: nobody may count on forty.
    /// https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header/
    /// </summary>
    public static string InstallationToken(long appId, bool stateless) =>
        stateless ? $"ghs_{appId}_{Text(100)}.{Text(300)}.{Text(100)}" : "ghs_" + Text(36);
}
