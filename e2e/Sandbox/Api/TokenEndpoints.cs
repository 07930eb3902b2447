using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Installation access tokens, and what they list.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/apps#create-an-installation-access-token-for-an-app
/// </summary>
internal static class TokenEndpoints
{
    private const string NoRepository =
        "There is at least one repository that does not exist or is not accessible to the parent installation.";
    private const string NoPermission =
        "The permissions requested are not granted to this installation.";
    private const int MostRepositories = 500;

    public static void Map(ApiMap api)
    {
        api.Post("/app/installations/{id}/access_tokens", CreateAsync);
        api.Get("/installation/repositories", Repositories);
        api.Delete("/installation/token", Revoke);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var installation = InstallationEndpoints.Find(call);
        if (installation.SuspendedAt is not null)
        {
            throw ApiRefusal.Suspended;
        }

        var body = await call.BodyAsync();
        var stateless = call.Http.Request.Headers["X-GitHub-Stateless-S2S-Token"].ToString() switch
        {
            "enabled" => true,
            "disabled" => false,
            _ => (bool?)null,
        };
        var token = call.World.MintInstallationToken(
            installation,
            PermissionsOf(body, installation),
            RepositoriesOf(call.World, body, installation),
            stateless
        );
        return ApiAnswer.Created(AppShape.Of(call.World, token));
    }

    private static Dictionary<string, string>? PermissionsOf(
        JsonObject body,
        Installation installation
    )
    {
        if (body["permissions"] is not JsonObject { Count: > 0 } asked)
        {
            return null;
        }

        var permissions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in asked)
        {
            var level = Text(node);
            if (
                !Permissions.Allows(name, level)
                || !Permissions.Covers(installation.Permissions, name, level)
            )
            {
                throw new ApiRefusal(422, NoPermission);
            }

            permissions[name] = level;
        }

        permissions.TryAdd("metadata", "read");
        return permissions;
    }

    private static HashSet<long>? RepositoriesOf(
        World world,
        JsonObject body,
        Installation installation
    )
    {
        var names = body["repositories"] as JsonArray ?? [];
        var ids = body["repository_ids"] as JsonArray ?? [];
        if (names.Count + ids.Count == 0)
        {
            return null;
        }

        if (names.Count + ids.Count > MostRepositories)
        {
            throw new ApiRefusal(
                422,
                $"A maximum of {MostRepositories} repositories can be given."
            );
        }

        var found = names
            .Select(name => world.FindRepository(installation.Account.Login, Text(name)))
            .Concat(ids.Select(id => world.Repositories.GetValueOrDefault(Number(id))))
            .ToList();
        return found.TrueForAll(repository =>
            repository is not null && installation.Covers(repository)
        )
            ? [.. found.Select(repository => repository!.Id)]
            : throw new ApiRefusal(422, NoRepository);
    }

    private static ApiAnswer Repositories(ApiCall call)
    {
        var token = call.Installation();
        var all = call.World.RepositoriesOf(token.Installation).Where(token.Covers).ToList();
        var (items, link) = Paging.Of(call, all);
        var push = Permissions.Covers(token.Permissions, "contents", "write");
        var list = items.Select(repository =>
            RepositoryShape.Of(
                call.World,
                repository,
                RepositoryShape.May(pull: true, push, admin: false)
            )
        );
        var body = new JsonObject
        {
            ["total_count"] = all.Count,
            ["repository_selection"] = token.Repositories is null
                ? token.Installation.Selection
                : "selected",
            ["repositories"] = Json.Array(list),
        };
        return ApiAnswer.Ok(body, link);
    }

    private static ApiAnswer Revoke(ApiCall call)
    {
        call.World.InstallationTokens.TryRemove(call.Installation().Value, out _);
        return ApiAnswer.Nothing;
    }

    private static string Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";

    private static long Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number
        && node.AsValue().TryGetValue<long>(out var number)
            ? number
            : 0;
}
