using System.Globalization;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The installations of an app, seen with its JSON web token.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/apps
/// </summary>
internal static class InstallationEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/app/installations", List);
        api.Get(
            "/app/installations/{id}",
            call => ApiAnswer.Ok(AppShape.Of(call.World, Find(call)))
        );
        api.Delete("/app/installations/{id}", Uninstall);
        api.Put("/app/installations/{id}/suspended", Suspend);
        api.Delete("/app/installations/{id}/suspended", Unsuspend);
        api.Get("/orgs/{login}/installation", call => OfAccount(call, organization: true));
        api.Get("/users/{login}/installation", call => OfAccount(call, organization: false));
        api.Get("/repos/{owner}/{repo}/installation", OfRepository);
    }

    /// <summary>An installation of the calling app; another app's does not exist for it.</summary>
    public static Installation Find(ApiCall call)
    {
        var app = call.App();
        var found = call.World.Installations.GetValueOrDefault(call.Id("id"));
        return found?.App == app ? found : throw ApiRefusal.NotFound;
    }

    private static ApiAnswer List(ApiCall call)
    {
        var app = call.App();
        var since = DateTimeOffset.TryParse(
            call.Query("since"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : DateTimeOffset.MinValue;
        var all = call
            .World.InstallationsOf(app)
            .Where(installation => installation.UpdatedAt >= since)
            .ToList();
        var (items, link) = Paging.Of(call, all);
        return ApiAnswer.Ok(
            Json.Array(items.Select(installation => Listed(call.World, installation))),
            link
        );
    }

    /// <summary>
    /// The contract of the list wants the account to be a `simple-user` and an `enterprise` at once, so it has the fields of
    /// both.
    /// </summary>
    private static JsonObject Listed(World world, Installation installation)
    {
        var shape = AppShape.Of(world, installation);
        var account = shape["account"]!;
        account["name"] = installation.Account.Name;
        account["slug"] = installation.Account.Login;
        account["created_at"] = "2026-01-05T09:00:00Z";
        account["updated_at"] = "2026-01-05T09:00:00Z";
        return shape;
    }

    /// <summary>From API version 2026-03-10 on it happens in the background: 202 instead of 204.</summary>
    private static ApiAnswer Uninstall(ApiCall call)
    {
        call.World.Uninstall(Find(call));
        var newer = call.Http.Response.Headers["X-GitHub-Api-Version-Selected"] == "2026-03-10";
        return newer ? new ApiAnswer(202, new JsonObject()) : ApiAnswer.Nothing;
    }

    private static ApiAnswer Suspend(ApiCall call)
    {
        call.World.Suspend(Find(call));
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Unsuspend(ApiCall call)
    {
        call.World.Unsuspend(Find(call));
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer OfAccount(ApiCall call, bool organization)
    {
        var app = call.App();
        var account = call.World.FindAccount(call.Route("login"));
        var installation =
            account?.IsOrganization == organization
                ? call.World.FindInstallation(app, account)
                : null;
        return Show(call, installation);
    }

    private static ApiAnswer OfRepository(ApiCall call)
    {
        var app = call.App();
        var repository = call.World.FindRepository(call.Route("owner"), call.Route("repo"));
        var installation = repository is null
            ? null
            : call.World.FindInstallation(app, repository.Owner);
        return Show(call, installation?.Covers(repository!) == true ? installation : null);
    }

    private static ApiAnswer Show(ApiCall call, Installation? installation) =>
        installation is null
            ? throw ApiRefusal.NotFound
            : ApiAnswer.Ok(AppShape.Of(call.World, installation));
}
