using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>Apps, installations and their tokens as the API shows them (`integration`, `installation`, `installation-token`).</summary>
internal static class AppShape
{
    public static string WebUrl(World world, App app) =>
        AccountShape.Web(world) + world.PathOf(app);

    public static JsonObject Of(World world, App app) =>
        new()
        {
            ["id"] = app.Id,
            ["slug"] = app.Slug,
            ["client_id"] = app.ClientId,
            ["node_id"] = Json.NodeId("011:Integration", app.Id),
            ["owner"] = AccountShape.Owner(world, app.Owner),
            ["name"] = app.Name,
            ["description"] = app.Description,
            ["external_url"] = app.HomepageUrl,
            ["html_url"] = WebUrl(world, app),
            ["created_at"] = Json.Iso(app.CreatedAt),
            ["updated_at"] = Json.Iso(app.UpdatedAt),
            ["permissions"] = Json.Map(app.Permissions),
            ["events"] = Json.Texts(app.Events),
            ["installations_count"] = world.InstallationsOf(app).Count(),
        };

    public static JsonObject Of(World world, Installation installation)
    {
        var api = AccountShape.Api(world);
        return new JsonObject
        {
            ["id"] = installation.Id,
            ["client_id"] = installation.App.ClientId,
            ["account"] = AccountShape.Simple(world, installation.Account),
            ["repository_selection"] = installation.Selection,
            ["access_tokens_url"] = $"{api}/app/installations/{installation.Id}/access_tokens",
            ["repositories_url"] = $"{api}/installation/repositories",
            ["html_url"] = AccountShape.Web(world) + installation.SettingsPath,
            ["app_id"] = installation.App.Id,
            ["app_slug"] = installation.App.Slug,
            ["target_id"] = installation.Account.Id,
            ["target_type"] = installation.Account.Type,
            ["permissions"] = Json.Map(installation.Permissions),
            ["events"] = Json.Texts(installation.Events),
            ["created_at"] = Json.Iso(installation.CreatedAt),
            ["updated_at"] = Json.Iso(installation.UpdatedAt),
            ["single_file_name"] = null,
            ["has_multiple_single_files"] = false,
            ["single_file_paths"] = new JsonArray(),
            ["suspended_by"] = AccountShape.Simple(world, installation.SuspendedBy, orNull: true),
            ["suspended_at"] = Json.Iso(installation.SuspendedAt),
        };
    }

    public static JsonObject Of(World world, InstallationRequest request) =>
        new()
        {
            ["id"] = request.Id,
            ["node_id"] = Json.NodeId("030:IntegrationInstallationRequest", request.Id),
            ["account"] = AccountShape.Simple(world, request.Account),
            ["requester"] = AccountShape.Simple(world, request.Requester),
            ["created_at"] = Json.Iso(request.CreatedAt),
        };

    public static JsonObject Of(World world, InstallationToken token)
    {
        var shape = new JsonObject
        {
            ["token"] = token.Value,
            ["expires_at"] = Json.Iso(token.ExpiresAt),
            ["permissions"] = Json.Map(token.Permissions),
            ["repository_selection"] = token.Repositories is null
                ? token.Installation.Selection
                : "selected",
        };
        if (token.Repositories is not null)
        {
            shape["repositories"] = Json.Array(
                world
                    .RepositoriesOf(token.Installation)
                    .Where(token.Covers)
                    .Select(r => RepositoryShape.Of(world, r))
            );
        }

        return shape;
    }

    /// <summary>A secret is never read back: GitHub shows stars.</summary>
    public static JsonObject Of(Hook hook)
    {
        var shape = new JsonObject
        {
            ["content_type"] = hook.ContentType,
            ["insecure_ssl"] = hook.InsecureSsl,
        };
        if (hook.Url is not null)
        {
            shape["url"] = hook.Url;
        }

        if (hook.Secret is not null)
        {
            shape["secret"] = "********";
        }

        return shape;
    }
}
