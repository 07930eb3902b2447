using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Accounts as the API shows them (`simple-user`, `private-user`, `enterprise`).</summary>
internal static class AccountShape
{
    public static JsonObject Simple(World world, Account account)
    {
        var api = $"{Api(world)}/users/{Uri.EscapeDataString(account.Login)}";
        return new JsonObject
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = Json.NodeId(
                account.IsBot ? "03:Bot"
                    : account.IsOrganization ? "012:Organization"
                    : "04:User",
                account.Id
            ),
            ["avatar_url"] = $"{Web(world)}/avatars/u/{account.Id}?",
            ["gravatar_id"] = "",
            ["url"] = api,
            ["html_url"] = account.IsBot ? BotUrl(world, account) : $"{Web(world)}/{account.Login}",
            ["followers_url"] = api + "/followers",
            ["following_url"] = api + "/following{/other_user}",
            ["gists_url"] = api + "/gists{/gist_id}",
            ["starred_url"] = api + "/starred{/owner}{/repo}",
            ["subscriptions_url"] = api + "/subscriptions",
            ["organizations_url"] = api + "/orgs",
            ["repos_url"] = api + "/repos",
            ["events_url"] = api + "/events{/privacy}",
            ["received_events_url"] = api + "/received_events",
            ["type"] = account.Type,
            ["site_admin"] = account.SiteAdmin,
        };
    }

    public static JsonNode? Simple(World world, Account? account, bool orNull) =>
        account is null && orNull ? null : Simple(world, account!);

    /// <summary>Who owns an app: the shape of an enterprise is another than that of a person or an organization.</summary>
    public static JsonObject Owner(World world, Account account) =>
        account.Kind == AccountKind.Enterprise ? Enterprise(world) : Simple(world, account);

    public static JsonObject Private(World world, Account account)
    {
        var shape = Simple(world, account);
        var repositories = world.RepositoriesOf(account).ToList();
        shape["name"] = account.Name;
        shape["company"] = null;
        shape["blog"] = "";
        shape["location"] = null;
        shape["email"] = account.Email;
        shape["hireable"] = null;
        shape["bio"] = null;
        shape["public_repos"] = repositories.Count(repository =>
            repository.Visibility == Visibility.Public
        );
        shape["public_gists"] = 0;
        shape["followers"] = 0;
        shape["following"] = 0;
        shape["created_at"] = "2026-01-05T09:00:00Z";
        shape["updated_at"] = "2026-01-05T09:00:00Z";
        shape["private_gists"] = 0;
        shape["total_private_repos"] = repositories.Count(repository =>
            repository.Visibility != Visibility.Public
        );
        shape["owned_private_repos"] = repositories.Count(repository =>
            repository.Visibility != Visibility.Public
        );
        shape["disk_usage"] = 1024;
        shape["collaborators"] = 0;
        shape["two_factor_authentication"] = true;
        return shape;
    }

    public static JsonObject Organization(World world, Account account)
    {
        var api = $"{Api(world)}/orgs/{account.Login}";
        return new JsonObject
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = Json.NodeId("012:Organization", account.Id),
            ["url"] = api,
            ["repos_url"] = api + "/repos",
            ["events_url"] = api + "/events",
            ["hooks_url"] = api + "/hooks",
            ["issues_url"] = api + "/issues",
            ["members_url"] = api + "/members{/member}",
            ["public_members_url"] = api + "/public_members{/member}",
            ["avatar_url"] = $"{Web(world)}/avatars/u/{account.Id}?",
            ["description"] = account.Name,
        };
    }

    public static JsonObject Enterprise(World world) =>
        new()
        {
            ["id"] = world.Enterprise.Id,
            ["slug"] = world.Enterprise.Login,
            ["name"] = world.Enterprise.Name,
            ["node_id"] = Json.NodeId("010:Enterprise", world.Enterprise.Id),
            ["avatar_url"] = $"{Web(world)}/avatars/b/1?",
            ["description"] = null,
            ["website_url"] = null,
            ["html_url"] = $"{Web(world)}/enterprises/{world.Enterprise.Login}",
            ["created_at"] = "2026-01-01T00:00:00Z",
            ["updated_at"] = "2026-01-01T00:00:00Z",
        };

    /// <summary>A bot is at home on the page of its app.</summary>
    private static string BotUrl(World world, Account bot) =>
        world.Apps.Values.FirstOrDefault(app => app.Bot.Id == bot.Id) is { } app
            ? AppShape.WebUrl(world, app)
            : Web(world);

    /// <summary>The origin, without a slash at its end.</summary>
    public static string Web(World world) => world.Url.GetLeftPart(UriPartial.Authority);

    public static string Api(World world) => world.ApiUrl;
}
