using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// In which repositories is searched: those that the query lists, or all, and of them only what the caller may see. Listing
/// nothing but what cannot be seen is refused, so that nobody learns what there is.
/// </summary>
internal sealed record SearchScope(Sight Sight, IReadOnlyList<Repository> Repositories)
{
    public static readonly string[] Names =
    [
        "repo",
        "org",
        "user",
        "is",
        "archived",
        "fork",
        "language",
    ];

    private static readonly string[] _visibilities = ["public", "private", "internal"];

    /// <param name="permissions">One of them is needed to see anything of a repository.</param>
    public static SearchScope Of(ApiCall call, SearchQuery query, params string[] permissions)
    {
        var sight = Sight.Of(call);
        var world = call.World;
        var listed = Listed(world, query, sight, permissions);
        var found = (listed ?? world.Repositories.Values)
            .Where(repository =>
                sight.Sees(repository, permissions) && Fits(query, repository, sight)
            )
            .OrderBy(repository => repository.Id);
        return new SearchScope(sight, [.. found]);
    }

    /// <summary>The login that a qualifier names: <c>@me</c> is the caller, <c>app/slug</c> an app's bot.</summary>
    public static string Login(Sight sight, string value) =>
        value == "@me" ? sight.Viewer?.Login ?? ""
        : value.StartsWith("app/", StringComparison.OrdinalIgnoreCase)
            ? value["app/".Length..] + "[bot]"
        : value.TrimStart('@');

    public static bool FitsLanguage(SearchQuery query, string? language) =>
        query.Allows(
            "language",
            value => value.Equals(language, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Null where the query lists none.</summary>
    private static IEnumerable<Repository>? Listed(
        World world,
        SearchQuery query,
        Sight sight,
        string[] permissions
    )
    {
        var names = query.Values("repo").ToList();
        var logins = query.Values("org").Concat(query.Values("user")).ToList();
        if (names.Count + logins.Count == 0)
        {
            return null;
        }

        var repositories = names
            .Select(world.FindRepository)
            .OfType<Repository>()
            .Where(repository => sight.Sees(repository, permissions))
            .ToList();
        var accounts = logins
            .Select(login => world.FindAccount(Login(sight, login)))
            .OfType<Account>()
            .ToList();
        return repositories.Count + accounts.Count == 0
            ? throw SearchQuery.Invalid(
                "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them."
            )
            : accounts.SelectMany(world.RepositoriesOf).Concat(repositories).Distinct();
    }

    private static bool Fits(SearchQuery query, Repository repository, Sight sight)
    {
        var visibility = RepositoryShape.NameOf(repository.Visibility);
        bool IsOwner(string login) => Is(Login(sight, login), repository.Owner.Login);
        return !query.Values("repo", not: true).Any(name => Is(name, repository.FullName))
            && !query.Values("org", not: true).Any(IsOwner)
            && !query.Values("user", not: true).Any(IsOwner)
            && query.Values("is").Where(_visibilities.Contains).All(asked => asked == visibility)
            && !query.Values("is", not: true).Contains(visibility)
            && query.Allows("archived", value => Is(value, "true") == repository.Archived)
            // There are no forks.
            && query.Allows("fork", value => Is(value, "true") || Is(value, "false"))
            && !query.Values("fork").Any(value => Is(value, "only"));
    }

    private static bool Is(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
