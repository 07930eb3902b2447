using System.Text.Json.Nodes;
using Sandbox.Api;
using Sandbox.Hooks;

namespace Sandbox.Control;

/// <summary>What owners do with apps and installations, and deliveries that no event caused.</summary>
internal static class AppControls
{
    private sealed record RenameBody(string Name);

    private sealed record TransferBody(string Owner);

    private sealed record LoginBody(string Login);

    private sealed record PermissionsBody(
        Dictionary<string, string> Permissions,
        List<string>? Events
    );

    private sealed record InstallBody(
        string Slug,
        string Account,
        List<string>? Repositories,
        string? By
    );

    private sealed record RepositoriesBody(List<string>? Repositories);

    private sealed record ByBody(string? By);

    private sealed record UserBody(string User);

    private sealed record DeliverBody(
        string Slug,
        string Event,
        JsonObject? Payload,
        string? Guid,
        Signing Signature
    );

    public static void Map(ControlMap map)
    {
        map.On("POST", "/apps", AppRegistration.CreateAsync);
        map.Do(
            "DELETE",
            "/apps/{slug}",
            call => Now(() => call.World.DeleteApp(call.App(call.Route("slug"))))
        );
        map.Do(
            "POST",
            "/apps/{slug}/rename",
            async call =>
                call.World.RenameApp(
                    call.App(call.Route("slug")),
                    (await call.BodyAsync<RenameBody>()).Name
                )
        );
        map.Do("POST", "/apps/{slug}/permissions", ChangePermissionsAsync);
        map.Do(
            "POST",
            "/apps/{slug}/transfer",
            async call =>
                call.World.TransferApp(
                    call.App(call.Route("slug")),
                    call.Account((await call.BodyAsync<TransferBody>()).Owner)!
                )
        );
        map.Do("POST", "/organizations/{login}/rename", RenameAsync);
        map.Do(
            "POST",
            "/apps/{slug}/revoke-authorization",
            async call =>
                call.World.RevokeAuthorization(
                    call.App(call.Route("slug")),
                    call.Account((await call.BodyAsync<UserBody>()).User)!
                )
        );
        map.On("POST", "/installations", InstallAsync);
        map.On("POST", "/installation-requests", RequestAsync);
        map.Do(
            "DELETE",
            "/installations/{id}",
            async call => call.World.Uninstall(call.Installation(), await ByAsync(call))
        );
        map.Do(
            "POST",
            "/installations/{id}/uninstall",
            async call => call.World.Uninstall(call.Installation(), await ByAsync(call))
        );
        map.Do(
            "POST",
            "/installations/{id}/suspend",
            async call => call.World.Suspend(call.Installation(), await ByAsync(call))
        );
        map.Do(
            "POST",
            "/installations/{id}/unsuspend",
            async call => call.World.Unsuspend(call.Installation(), await ByAsync(call))
        );
        map.Do(
            "POST",
            "/installations/{id}/accept-permissions",
            call =>
                Now(() =>
                    call.World.AcceptPermissions(
                        call.Installation(),
                        call.World.AnOwnerOf(call.Installation().Account)
                    )
                )
        );
        map.Do("POST", "/installations/{id}/repositories", ChangeRepositoriesAsync);
        map.On("POST", "/deliver", DeliverAsync);
        map.Do("POST", "/deliveries/{guid}/redeliver", call => Now(() => Redeliver(call)));
    }

    private static async Task ChangePermissionsAsync(ControlCall call)
    {
        var body = await call.BodyAsync<PermissionsBody>();
        var app = call.App(call.Route("slug"));
        call.World.ChangePermissions(app, body.Permissions, body.Events ?? app.Events);
    }

    private static async Task RenameAsync(ControlCall call)
    {
        var organization =
            call.World.FindOrganization(call.Route("login"))
            ?? throw new ControlProblem(404, "There is no organization with this name.");
        call.World.RenameOrganization(
            organization,
            (await call.BodyAsync<LoginBody>()).Login,
            call.World.AnOwnerOf(organization)
        );
    }

    private static async Task<JsonNode> InstallAsync(ControlCall call)
    {
        var body = await call.BodyAsync<InstallBody>();
        var account = call.Account(body.Account)!;
        var selected = body
            .Repositories?.Select(name => call.Repository($"{account.Login}/{name}").Id)
            .ToList();
        var by = call.Account(body.By) ?? call.World.AnOwnerOf(account);
        return AppShape.Of(
            call.World,
            call.World.Install(call.App(body.Slug), account, by, selected)
        );
    }

    private static async Task<JsonNode> RequestAsync(ControlCall call)
    {
        var body = await call.BodyAsync<InstallBody>();
        var request = call.World.RequestInstallation(
            call.App(body.Slug),
            call.Account(body.Account)!,
            call.Account(body.By ?? "hubot")!
        );
        return AppShape.Of(call.World, request);
    }

    /// <summary>Other repositories; null is all of them.</summary>
    private static async Task ChangeRepositoriesAsync(ControlCall call)
    {
        var installation = call.Installation();
        var names = (await call.BodyAsync<RepositoriesBody>()).Repositories;
        call.World.ChangeRepositories(
            installation,
            names
                ?.Select(name => call.Repository($"{installation.Account.Login}/{name}").Id)
                .ToList(),
            call.World.AnOwnerOf(installation.Account)
        );
    }

    private static async Task<JsonNode> DeliverAsync(ControlCall call)
    {
        var body = await call.BodyAsync<DeliverBody>();
        var guid =
            call.World.Deliver(
                call.App(body.Slug),
                body.Event,
                body.Payload ?? [],
                body.Guid,
                body.Signature
            ) ?? throw new ControlProblem(422, "The app has no active webhook.");
        return new JsonObject { ["guid"] = guid };
    }

    private static void Redeliver(ControlCall call)
    {
        if (!call.World.Redeliver(call.Route("guid")))
        {
            throw new ControlProblem(404, "There is no delivery with this GUID.");
        }
    }

    /// <summary>By default it is an owner of the account who acts; "app" is the app's own key.</summary>
    private static async Task<Account?> ByAsync(ControlCall call)
    {
        var by = call.HasBody ? (await call.BodyAsync<ByBody>()).By : null;
        return by switch
        {
            "app" => null,
            null => call.World.AnOwnerOf(call.Installation().Account),
            _ => call.Account(by),
        };
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
