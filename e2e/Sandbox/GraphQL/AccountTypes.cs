using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// People, organizations and the enterprise; and the limit of whoever asks.
/// https://docs.github.com/graphql/reference/objects#user
/// </summary>
internal static class AccountTypes
{
    public static IReadOnlyList<GraphType> All { get; } =
    [
        new("RepositoryOwner", [.. Shared()])
        {
            NameOf = account => ((Account)account).IsOrganization ? "Organization" : "User",
        },
        new(
            "User",
            [
                .. Shared(),
                Field.Of<Account>("databaseId", "Int", account => account.Id),
                Field.Of<Account>("name", "String", account => account.Name),
                Field.Of<Account>("email", "String!", account => account.ShownEmail ?? ""),
                Field.Of<Account>(
                    "organizationVerifiedDomainEmails",
                    "[String!]!",
                    VerifiedEmails,
                    ("login", "String!")
                ),
                Field.Of<Account>("bio", "String", _ => null),
                Field.Of<Account>("company", "String", _ => null),
                Field.Of<Account>("location", "String", _ => null),
                Field.Of<Account>("isSiteAdmin", "Boolean!", account => account.SiteAdmin),
                Field.Of<Account>(
                    "isViewer",
                    "Boolean!",
                    (account, call) => account.Id == call.Asking.Sight.Viewer?.Id
                ),
                Field.Of<Account>(
                    "contributionsCollection",
                    "ContributionsCollection!",
                    Contributions.Of,
                    ("from", "DateTime"),
                    ("to", "DateTime")
                ),
            ]
        )
        {
            Interfaces = ["RepositoryOwner", NodeType.Name],
        },
        new(
            "Organization",
            [
                .. Shared(),
                Field.Of<Account>("databaseId", "Int", account => account.Id),
                Field.Of<Account>("name", "String", account => account.Name),
            ]
        )
        {
            Interfaces = ["RepositoryOwner", NodeType.Name],
        },
        new(
            "Enterprise",
            Field.Of<Account>("id", "ID!", account => Json.NodeId("010:Enterprise", account.Id)),
            Field.Of<Account>("name", "String!", account => account.Name),
            Field.Of<Account>("slug", "String!", account => account.Login),
            Field.Of<Account>(
                "url",
                "URI!",
                (account, call) => $"{AccountShape.Web(call.World)}/enterprises/{account.Login}"
            )
        ),
        new(
            "RateLimit",
            Field.Of<Limit>("limit", "Int!", limit => limit.Most),
            Field.Of<Limit>("cost", "Int!", _ => 1),
            Field.Of<Limit>("used", "Int!", limit => limit.Used),
            Field.Of<Limit>("remaining", "Int!", limit => limit.Most - limit.Used),
            Field.Of<Limit>("nodeCount", "Int!", _ => 0),
            Field.Of<Limit>("resetAt", "DateTime!", limit => limit.ResetAt)
        ),
    ];

    /// <summary>What every owner of repositories has.</summary>
    private static IEnumerable<Field> Shared() =>
        [
            Field.Of<Account>("id", "ID!", (account, call) => Shape(account, call, "node_id")),
            Field.Of<Account>("login", "String!", account => account.Login),
            Field.Of<Account>("url", "URI!", (account, call) => Shape(account, call, "html_url")),
            Field.Of<Account>("resourcePath", "URI!", account => "/" + account.Login),
            Field.Of<Account>(
                "avatarUrl",
                "URI!",
                (account, call) => Shape(account, call, "avatar_url"),
                ("size", "Int")
            ),
        ];

    /// <summary>
    /// An organization's members have an address under its verified domain, which its owners and its apps may see.
    /// https://docs.github.com/graphql/reference/objects#user
    /// </summary>
    private static List<string> VerifiedEmails(Account person, FieldCall call) =>
        call.World.FindAccount(call.Text("login")) is { IsOrganization: true } organization
        && organization.Members.Contains(person.Login)
        && person.HasVerifiedEmail
        && (
            call.Asking.Call.ActingInstallation()?.Account.Id == organization.Id
            || (call.Asking.Sight.Viewer is { } viewer && organization.IsRunBy(viewer))
        )
            ? [person.Email]
            : [];

    private static string Shape(Account account, FieldCall call, string field) =>
        AccountShape.Simple(call.World, account)[field]!.GetValue<string>();
}

/// <summary>How often whoever asks may ask GraphQL in this hour.</summary>
internal sealed record Limit(int Most, int Used, DateTimeOffset ResetAt)
{
    /// <summary>Null where nobody is limited.</summary>
    public static Limit? Of(Asking asking)
    {
        if (asking.World.RateLimit is not { } limit)
        {
            return null;
        }

        var shape = RateLimits.Overview(asking.Call.Http, asking.World, limit)["resources"]![
            "graphql"
        ]!;
        return new Limit(
            shape["limit"]!.GetValue<int>(),
            shape["used"]!.GetValue<int>(),
            DateTimeOffset.FromUnixTimeSeconds(shape["reset"]!.GetValue<long>())
        );
    }
}
