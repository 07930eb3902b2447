using Sandbox.Api;

namespace Sandbox.GraphQL;

/// <summary>
/// Repositories, as far as their basic fields go.
/// https://docs.github.com/graphql/reference/objects#repository
/// </summary>
internal static class RepositoryTypes
{
    public static IReadOnlyList<GraphType> All { get; } =
    [
        new(
            "Repository",
            Field.Of<Repository>(
                "id",
                "ID!",
                repository => Json.NodeId("010:Repository", repository.Id)
            ),
            Field.Of<Repository>("databaseId", "Int", repository => repository.Id),
            Field.Of<Repository>("name", "String!", repository => repository.Name),
            Field.Of<Repository>("nameWithOwner", "String!", repository => repository.FullName),
            Field.Of<Repository>("owner", "RepositoryOwner!", repository => repository.Owner),
            Field.Of<Repository>("description", "String", repository => repository.Description),
            Field.Of<Repository>("url", "URI!", Url),
            Field.Of<Repository>("visibility", "RepositoryVisibility!", Visibility),
            Field.Of<Repository>(
                "isPrivate",
                "Boolean!",
                repository => repository.Visibility != Sandbox.Visibility.Public
            ),
            Field.Of<Repository>("isArchived", "Boolean!", repository => repository.Archived),
            Field.Of<Repository>("isFork", "Boolean!", _ => false),
            Field.Later<Repository>(
                "isEmpty",
                "Boolean!",
                async (repository, call) =>
                    (await call.World.Git.OpenAsync(repository)).Branches.IsEmpty
            ),
            Field.Of<Repository>("primaryLanguage", "Language", repository => repository.Language),
            Field.Of<Repository>("createdAt", "DateTime!", repository => repository.CreatedAt),
            Field.Of<Repository>("updatedAt", "DateTime!", repository => repository.UpdatedAt),
            Field.Of<Repository>("pushedAt", "DateTime", repository => repository.PushedAt),
            Field.Later<Repository>("defaultBranchRef", "Ref", DefaultBranchAsync)
        )
        {
            Interfaces = [NodeType.Name],
        },
        new(
            "Language",
            Field.Of<string>("id", "ID!", name => Json.NodeId("08:Language", name)),
            Field.Of<string>("name", "String!", name => name)
        ),
        new(
            "Ref",
            Field.Of<Branch>(
                "id",
                "ID!",
                branch => Json.NodeId("03:Ref", $"{branch.Repository.Id}:refs/heads/{branch.Name}")
            ),
            Field.Of<Branch>("name", "String!", branch => branch.Name),
            Field.Of<Branch>("prefix", "String!", _ => "refs/heads/"),
            Field.Of<Branch>("repository", "Repository!", branch => branch.Repository)
        ),
    ];

    private static string Url(Repository repository, FieldCall call) =>
        $"{AccountShape.Web(call.World)}/{repository.FullName}";

    private static string Visibility(Repository repository) =>
        RepositoryShape.NameOf(repository.Visibility).ToUpperInvariant();

    /// <summary>An empty repository has none yet.</summary>
    private static async Task<object?> DefaultBranchAsync(Repository repository, FieldCall call)
    {
        var git = await call.World.Git.OpenAsync(repository);
        return git.Branches.ContainsKey(repository.DefaultBranch)
            ? new Branch(repository, repository.DefaultBranch)
            : null;
    }

    private sealed record Branch(Repository Repository, string Name);
}
