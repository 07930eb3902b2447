using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// What the caller may see where nothing in the address says which repository: an installation the repositories it covers
/// with the permission, a person what both person and token may, a stranger what is public.
/// </summary>
internal sealed class Sight
{
    private readonly World _world;
    private readonly InstallationToken? _installation;
    private readonly UserToken? _user;
    private readonly PersonalToken? _personal;

    private Sight(ApiCall call, string value)
    {
        _world = call.World;
        if (value.StartsWith("ghs_", StringComparison.Ordinal))
        {
            _installation = call.FindInstallationToken(value);
        }
        else if (value.Length > 0)
        {
            _personal = _world.FindPersonalToken(value);
            _user = _personal is null
                ? _world.FindUserToken(value) ?? throw ApiRefusal.BadCredentials
                : null;
        }
    }

    /// <summary>Bad credentials are a refusal, and so are none where the server is private.</summary>
    public static Sight Of(ApiCall call)
    {
        var (scheme, value) = call.Credentials();
        return scheme.Length > 0 ? new Sight(call, value)
            : call.World.PrivateMode
                ? throw new ApiRefusal(401, "Must authenticate to access this API.")
            : new Sight(call, "");
    }

    /// <summary>The person or the app's bot that calls; null for a stranger.</summary>
    public Account? Viewer => _installation?.Installation.App.Bot ?? _user?.User ?? _personal?.User;

    public bool IsInstallation => _installation is not null;

    /// <summary>The scopes of a personal token; what is no such token has none.</summary>
    public PersonalToken? Personal => _personal;

    /// <summary>One of the permissions is enough.</summary>
    public bool Sees(Repository repository, params string[] permissions)
    {
        if (_installation is not null)
        {
            return _installation.Covers(repository)
                && permissions.Any(name =>
                    Permissions.Covers(_installation.Permissions, name, "read")
                );
        }

        return repository.Visibility == Visibility.Public
            || _personal is not null && _personal.May("repo") && repository.IsSeenBy(_personal.User)
            || _user is not null && SeesThroughApp(_user, repository, permissions);
    }

    /// <summary>What may be done there; null for a stranger.</summary>
    public JsonObject? May(Repository repository)
    {
        if (_installation is not null)
        {
            return May(_installation.Permissions, writes: true);
        }

        if (Viewer is not { } person)
        {
            return null;
        }

        var writes = repository.Owner.IsSeenBy(person);
        if (_user is null)
        {
            writes &= _personal!.May("repo");
            return RepositoryShape.May(
                pull: true,
                push: writes,
                admin: writes && repository.Owner.IsRunBy(person)
            );
        }

        return InstallationOn(_user, repository) is { } installation
            ? May(installation.Permissions, writes)
            : RepositoryShape.May(pull: true, push: false, admin: false);
    }

    private static JsonObject May(IReadOnlyDictionary<string, string> permissions, bool writes) =>
        RepositoryShape.May(
            pull: true,
            push: writes && Permissions.Covers(permissions, "contents", "write"),
            admin: writes && Permissions.Covers(permissions, "administration", "write")
        );

    private bool SeesThroughApp(UserToken token, Repository repository, string[] permissions) =>
        repository.IsSeenBy(token.User)
        && InstallationOn(token, repository) is { } installation
        && permissions.Any(name => Permissions.Covers(installation.Permissions, name, "read"));

    private Installation? InstallationOn(UserToken token, Repository repository) =>
        _world.FindInstallation(token.App, repository.Owner) is { SuspendedAt: null } found
        && found.Covers(repository)
            ? found
            : null;
}
