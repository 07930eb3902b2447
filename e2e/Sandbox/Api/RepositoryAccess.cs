using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Who may do what in a repository, where one of several permissions may be enough: an installation within its scope and permissions, a person's token where both the app
/// and the person may, anybody in a public one.
/// </summary>
internal static class RepositoryAccess
{
    public static (Repository Repository, JsonObject May, Account? By) Check(
        ApiCall call,
        Repository? repository,
        string[] permissions,
        string level
    )
    {
        var (scheme, value) = call.Credentials();
        var (found, may, by) =
            scheme.Length == 0 ? Anybody(call, repository, level)
            : value.StartsWith("ghs_", StringComparison.Ordinal)
                ? ByInstallation(call, repository, value, permissions, level)
            : ByUser(call, repository, value, permissions, level);
        return level != "read" && found.Archived
            ? throw new ApiRefusal(403, "Repository was archived so is read-only.")
            : (found, may, by);
    }

    private static (Repository, JsonObject, Account?) Anybody(
        ApiCall call,
        Repository? repository,
        string level
    )
    {
        if (call.World.PrivateMode)
        {
            throw new ApiRefusal(401, "Must authenticate to access this API.");
        }

        if (repository is null || !repository.IsSeenBy(null))
        {
            throw ApiRefusal.NotFound;
        }

        return level == "read"
            ? (repository, RepositoryShape.May(pull: true, push: false, admin: false), null)
            : throw new ApiRefusal(401, "Requires authentication");
    }

    private static (Repository, JsonObject, Account?) ByInstallation(
        ApiCall call,
        Repository? repository,
        string value,
        string[] permissions,
        string level
    )
    {
        var token = call.FindInstallationToken(value);
        if (repository is null || !token.Covers(repository))
        {
            throw ApiRefusal.NotFound;
        }

        return permissions.Any(name => Permissions.Covers(token.Permissions, name, level))
            ? (repository, May(token.Permissions, writes: true), token.Installation.App.Bot)
            : throw ApiRefusal.NotAccessible;
    }

    private static (Repository, JsonObject, Account?) ByUser(
        ApiCall call,
        Repository? repository,
        string value,
        string[] permissions,
        string level
    )
    {
        var token = call.World.FindUserToken(value) ?? throw ApiRefusal.BadCredentials;
        if (repository is null || !repository.IsSeenBy(token.User))
        {
            throw ApiRefusal.NotFound;
        }

        var installation = call.World.FindInstallation(token.App, repository.Owner);
        if (
            installation is null
            || installation.SuspendedAt is not null
            || !installation.Covers(repository)
        )
        {
            return repository.Visibility == Visibility.Public && level == "read"
                ? (
                    repository,
                    RepositoryShape.May(pull: true, push: false, admin: false),
                    token.User
                )
                : throw ApiRefusal.NotFound;
        }

        var writes = repository.Owner.IsSeenBy(token.User);
        return
            permissions.Any(name => Permissions.Covers(installation.Permissions, name, level))
            && (level == "read" || writes)
            ? (repository, May(installation.Permissions, writes), token.User)
            : throw ApiRefusal.NotAccessible;
    }

    private static JsonObject May(IReadOnlyDictionary<string, string> permissions, bool writes) =>
        RepositoryShape.May(
            pull: true,
            push: writes && Permissions.Covers(permissions, "contents", "write"),
            admin: writes && Permissions.Covers(permissions, "administration", "write")
        );
}
