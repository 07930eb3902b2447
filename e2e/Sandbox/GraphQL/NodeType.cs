using System.Text;
using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// Anything that has an id of its own, found by it: people, organizations and repositories.
/// https://docs.github.com/graphql/reference/interfaces#node
/// </summary>
internal static class NodeType
{
    public const string Name = "Node";

    public static GraphType Type { get; } =
        new(
            Name,
            Field.Of<object>(
                "id",
                "ID!",
                node =>
                    node is Repository repository
                        ? Json.NodeId("010:Repository", repository.Id)
                        : Id((Account)node)
            )
        )
        {
            NameOf = node =>
                node is Account account
                    ? account.IsOrganization
                        ? "Organization"
                        : "User"
                    : "Repository",
        };

    /// <summary>The node of the argument <c>id</c>, unless there is none that the caller may see.</summary>
    public static object Find(FieldCall call)
    {
        var id = call.Text("id");
        var (kind, number) = Parse(id);
        object? found = kind switch
        {
            "04:User" or "012:Organization" => call.World.Accounts.Values.FirstOrDefault(account =>
                account.Id == number && Id(account) == id
            ),
            "010:Repository"
                when call.World.Repositories.GetValueOrDefault(number) is { } repository
                    && call.Asking.Sight.Sees(repository, "metadata") => repository,
            _ => null,
        };
        return found ?? throw FieldException.NotFound($"node with the global id of '{id}'");
    }

    private static string Id(Account account) =>
        Json.NodeId(account.IsOrganization ? "012:Organization" : "04:User", account.Id);

    /// <summary>"MDQ6VXNlcjE=" is "04:User1".</summary>
    private static (string Kind, long Number) Parse(string id)
    {
        var bytes = new byte[id.Length];
        if (!Convert.TryFromBase64String(id, bytes, out var length))
        {
            return ("", 0);
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var kind = text.TrimEnd("0123456789".ToCharArray());
        return long.TryParse(
            text[kind.Length..],
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? (kind, number)
            : ("", 0);
    }
}
