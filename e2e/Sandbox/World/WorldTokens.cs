using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Minting, finding and revoking tokens.</summary>
public sealed partial class World
{
    public InstallationToken MintInstallationToken(
        Installation installation,
        IReadOnlyDictionary<string, string>? permissions = null,
        IReadOnlySet<long>? repositories = null,
        bool? stateless = null
    )
    {
        var token = new InstallationToken(
            Secrets.Keep(
                "installation token",
                Secret.InstallationToken(installation.App.Id, stateless ?? StatelessTokens)
            ),
            installation,
            permissions
                ?? new Dictionary<string, string>(installation.Permissions, StringComparer.Ordinal),
            repositories,
            Clock.Now.AddHours(1)
        );
        return InstallationTokens[token.Value] = token;
    }

    public InstallationToken? FindInstallationToken(string value) =>
        InstallationTokens.TryGetValue(value, out var token) && token.ExpiresAt > Clock.Now
            ? token
            : null;

    public UserToken? FindUserToken(string value) =>
        UserTokens.TryGetValue(value, out var token) && token.ExpiresAt > Clock.Now ? token : null;

    /// <summary>A web-flow code for a person who has authorized the app.</summary>
    public OAuthCode Authorize(App app, Account user, string redirectUri)
    {
        Authorizations.TryAdd((app.Id, user.Id), Clock.Now);
        var code = new OAuthCode(
            Secrets.Keep("authorization code", Secret.Hex(20)),
            app,
            user,
            redirectUri,
            Clock.Now.AddMinutes(10)
        );
        return OAuthCodes[code.Value] = code;
    }

    public bool HasAuthorized(App app, Account user) =>
        Authorizations.ContainsKey((app.Id, user.Id));

    public UserToken MintUserToken(App app, Account user)
    {
        Authorizations.TryAdd((app.Id, user.Id), Clock.Now);
        var token = new UserToken(
            Secrets.Keep("person's token", "ghu_" + Secret.Text(36)),
            app,
            user,
            Clock.Now,
            Clock.Now.AddHours(8)
        );
        return UserTokens[token.Value] = token;
    }

    /// <summary>Takes an authorization back: all the person's tokens of the app end with it, and the app is told.</summary>
    public void RevokeAuthorization(App app, Account user)
    {
        Authorizations.TryRemove((app.Id, user.Id), out _);
        foreach (
            var token in UserTokens.Values.Where(token =>
                token.App == app && token.User.Id == user.Id
            )
        )
        {
            UserTokens.TryRemove(token.Value, out _);
        }

        Sender.Send(this, Payloads.AuthorizationRevoked(this, app, user));
    }
}
