using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// What a person's token sees: the person, and the installations the person has a part in.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/installations
/// </summary>
internal static class UserEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/user", Show);
        api.Get("/users", All);
        api.Get("/user/installations", Installations);
        api.Get("/user/installations/{id}/repositories", Repositories);
    }

    private static ApiAnswer Show(ApiCall call)
    {
        var person =
            call.World.FindPersonalToken(call.Credentials().Value)?.User ?? call.User().User;
        return ApiAnswer.Ok(AccountShape.Private(call.World, person));
    }

    /// <summary>
    /// People and organizations by id, after the one in `since`.
    /// https://docs.github.com/enterprise-server@3.19/rest/users/users#list-users
    /// </summary>
    private static ApiAnswer All(ApiCall call)
    {
        var since = long.TryParse(
            call.Query("since"),
            System.Globalization.CultureInfo.InvariantCulture,
            out var id
        )
            ? id
            : 0;
        var (_, perPage) = Paging.Of(call);
        var accounts = call
            .World.Accounts.Values.Where(account =>
                account.Id > since && (account.IsPerson || account.IsOrganization)
            )
            .OrderBy(account => account.Id)
            .Take(perPage + 1)
            .ToList();
        var page = accounts.Take(perPage).ToList();
        return ApiAnswer.Ok(
            Json.Array(
                page.Select(account =>
                {
                    var shape = AccountShape.Simple(call.World, account);
                    shape["email"] = account.ShownEmail;
                    return shape;
                })
            ),
            accounts.Count > perPage
                ? Paging.One(
                    call,
                    "since",
                    page[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "next"
                )
                : null
        );
    }

    private static ApiAnswer Installations(ApiCall call)
    {
        var token = call.User();
        var all = call
            .World.InstallationsOf(token.App)
            .Where(installation => Sees(call.World, token.User, installation))
            .ToList();
        var (items, link) = Paging.Of(call, all);
        var body = new JsonObject
        {
            ["total_count"] = all.Count,
            ["installations"] = Json.Array(
                items.Select(installation => AppShape.Of(call.World, installation))
            ),
        };
        return ApiAnswer.Ok(body, link);
    }

    private static ApiAnswer Repositories(ApiCall call)
    {
        var token = call.User();
        var installation = call.World.Installations.GetValueOrDefault(call.Id("id"));
        if (installation?.App != token.App || !Sees(call.World, token.User, installation))
        {
            throw ApiRefusal.NotFound;
        }

        if (installation.SuspendedAt is not null)
        {
            throw ApiRefusal.Suspended;
        }

        var all = call
            .World.RepositoriesOf(installation)
            .Where(repository => repository.IsSeenBy(token.User))
            .ToList();
        var (items, link) = Paging.Of(call, all);
        var admin = installation.Account.IsRunBy(token.User);
        var body = new JsonObject
        {
            ["total_count"] = all.Count,
            ["repository_selection"] = installation.Selection,
            ["repositories"] = Json.Array(
                items.Select(r =>
                    RepositoryShape.Of(
                        call.World,
                        r,
                        RepositoryShape.May(pull: true, push: true, admin)
                    )
                )
            ),
        };
        return ApiAnswer.Ok(body, link);
    }

    /// <summary>GitHub shows an installation to those who may read at least one of its repositories.</summary>
    private static bool Sees(World world, Account person, Installation installation) =>
        installation.Account.IsSeenBy(person)
        || world
            .RepositoriesOf(installation)
            .Any(r =>
                r.IsSeenBy(person) && r.Visibility != Visibility.Public && r.Owner.IsSeenBy(person)
            );
}
