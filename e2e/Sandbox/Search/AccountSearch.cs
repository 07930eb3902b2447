using Sandbox.Api;

namespace Sandbox.Search;

/// <summary>
/// People and organizations by login and name. Everybody may know of everybody.
/// https://docs.github.com/search-github/searching-on-github/searching-users
/// </summary>
internal static class AccountSearch
{
    private static readonly string[] _names = ["in", "type", "user", "org", "repos", "followers"];

    public static Task<ApiAnswer> FindAsync(ApiCall call)
    {
        SearchAnswer.CheckPage(call);
        var query = SearchQuery.Of(call, _names);
        var sight = Sight.Of(call);
        var hits = call
            .World.Accounts.Values.OrderBy(account => account.Id)
            .Where(account => Fits(query, sight, account))
            .Select(account => (account, repositories: Public(call.World, account)))
            .Where(found => query.Allows("repos", found.repositories))
            .Select(found =>
                (
                    found.account,
                    found.repositories,
                    texts: query.In(Texts(found.account), "login", "name")
                )
            )
            .Where(found => query.Fits(found.texts))
            .Select(found => Hit(call.World, found.account, found.repositories, found.texts))
            .ToList();
        return SearchAnswer.OfAsync(call, query, hits);
    }

    private static bool Fits(SearchQuery query, Sight sight, Account account)
    {
        bool Named(string value) =>
            account.Login.Equals(
                SearchScope.Login(sight, value),
                StringComparison.OrdinalIgnoreCase
            );
        return query.Allows(
                "type",
                value =>
                    value is "org" or "organization"
                        ? account.IsOrganization
                        : value == "user" && account.IsPerson
            )
            && query.Allows("user", value => account.IsPerson && Named(value))
            && query.Allows("org", value => account.IsOrganization && Named(value))
            && query.Allows("followers", 0);
    }

    private static int Public(World world, Account account) =>
        world
            .RepositoriesOf(account)
            .Count(repository => repository.Visibility == Visibility.Public);

    private static List<SearchText> Texts(Account account) =>
        [new("login", account.Login), new("name", account.Name)];

    private static SearchHit Hit(
        World world,
        Account account,
        int repositories,
        IReadOnlyList<SearchText> texts
    ) =>
        new("User", texts, () => AccountShape.Simple(world, account))
        {
            Sorts = new Dictionary<string, long>
            {
                ["followers"] = 0,
                ["repositories"] = repositories,
                ["joined"] = account.Id,
            },
        };
}
