namespace Sandbox;

/// <summary>
/// A classic personal access token: no app is involved, and its scopes say what it may do.
/// https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
/// </summary>
public sealed record PersonalToken(
    string Value,
    Account User,
    IReadOnlySet<string> Scopes,
    DateTimeOffset? ExpiresAt = null
)
{
    /// <summary>A wider scope includes the narrower ones of its name: <c>admin:enterprise</c> has <c>read:enterprise</c>.</summary>
    public bool May(string scope) =>
        Scopes.Contains(scope)
        || scope.StartsWith("read:", StringComparison.Ordinal)
            && Scopes.Contains("admin:" + scope["read:".Length..]);
}

/// <summary>Personal access tokens, made on the settings page or by the control path.</summary>
public sealed partial class World
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<
        string,
        PersonalToken
    > _personalTokens = new(StringComparer.Ordinal);

    public PersonalToken MintPersonalToken(Account user, params string[] scopes) =>
        MintPersonalToken(user, expiresAt: null, scopes);

    public PersonalToken MintPersonalToken(
        Account user,
        DateTimeOffset? expiresAt,
        params string[] scopes
    )
    {
        var value = Secrets.Keep("personal access token", "ghp_" + Secret.Text(36));
        return _personalTokens[value] = new PersonalToken(
            value,
            user,
            scopes.ToHashSet(StringComparer.Ordinal),
            expiresAt
        );
    }

    /// <summary>Null for one that nobody made, that was deleted, or whose end has come.</summary>
    public PersonalToken? FindPersonalToken(string value) =>
        _personalTokens.GetValueOrDefault(value) is { } token && !(token.ExpiresAt <= Clock.Now)
            ? token
            : null;

    public void DeletePersonalToken(string value) => _personalTokens.TryRemove(value, out _);
}
