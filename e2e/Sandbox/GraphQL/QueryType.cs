using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// Where every query begins.
/// https://docs.github.com/graphql/reference/queries
/// </summary>
internal static class QueryType
{
    public static GraphType Type { get; } =
        new(
            Schema.Query,
            Field.Of<Asking>("viewer", "User!", asking => asking.Sight.Viewer),
            Field.Of<Asking>("node", "Node", (_, call) => NodeType.Find(call), ("id", "ID!")),
            Field.Of<Asking>(
                "user",
                "User",
                (_, call) =>
                    call.World.FindAccount(call.Text("login")) is { IsPerson: true } person
                        ? person
                        : throw FieldException.NotFound(
                            $"User with the login of '{call.Text("login")}'"
                        ),
                ("login", "String!")
            ),
            Field.Of<Asking>(
                "repository",
                "Repository",
                Repository,
                ("owner", "String!"),
                ("name", "String!"),
                ("followRenames", "Boolean")
            ),
            Field.Of<Asking>("enterprise", "Enterprise", Enterprise, ("slug", "String!")),
            Field.Of<Asking>(
                "rateLimit",
                "RateLimit",
                (_, call) => Limit.Of(call.Asking),
                ("dryRun", "Boolean")
            )
        );

    private static Repository Repository(Asking asking, FieldCall call)
    {
        var name = $"{call.Text("owner")}/{call.Text("name")}";
        return call.World.FindRepository(name) is { } found && asking.Sight.Sees(found, "metadata")
            ? found
            : throw FieldException.NotFound($"Repository with the name '{name}'");
    }

    /// <summary>
    /// For people who belong to it; a personal token needs the scope, and an app has no part in it.
    /// https://docs.github.com/enterprise-cloud@latest/graphql/guides/managing-enterprise-accounts
    /// </summary>
    private static Account Enterprise(Asking asking, FieldCall call)
    {
        if (asking.Sight.IsInstallation)
        {
            throw FieldException.Forbidden;
        }

        if (asking.Sight.Personal is { } token && !token.May("read:enterprise"))
        {
            var scopes = string.Join(", ", token.Scopes.Order().Select(scope => $"'{scope}'"));
            throw new FieldException(
                "INSUFFICIENT_SCOPES",
                $"Your token has not been granted the required scopes to execute this query. The 'enterprise' field requires one of the following scopes: ['read:enterprise'], but your token has only been granted the: [{scopes}] scopes. Please modify your token's scopes at: {AccountShape.Web(call.World)}/settings/tokens."
            );
        }

        var slug = call.Text("slug");
        return
            call.World.Enterprise is var only
            && only.Login.Equals(slug, StringComparison.OrdinalIgnoreCase)
            && only.IsSeenBy(asking.Sight.Viewer!)
            ? only
            : throw FieldException.NotFound($"Business with the URL slug of '{slug}'");
    }
}
