using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>Registers an app as a person would, and tells its secrets once: for scripts that need an app and no browser.</summary>
internal static class AppRegistration
{
    /// <summary>
    /// All that <c>POST /_sandbox/apps</c> takes; only the name is needed. The owner is a login, or the enterprise's slug.
    /// </summary>
    private sealed record AppBody(
        string Name,
        string? Owner,
        string? Pem,
        string? Url,
        string? WebhookUrl,
        string? WebhookSecret,
        string? RedirectUrl,
        string? SetupUrl,
        List<string>? CallbackUrls,
        Dictionary<string, string>? Permissions,
        List<string>? Events,
        bool Public,
        List<string>? InstallOn
    );

    public static async Task<JsonNode> CreateAsync(ControlCall call)
    {
        var body = await call.BodyAsync<AppBody>();
        var world = call.World;
        var owner = Owner(call, body.Owner ?? "octocat");
        var manifest = Manifest(body);
        var problem =
            manifest.Problems(refuseLocalWebhooks: false).FirstOrDefault()
            ?? world.NameProblem(body.Name ?? "", owner);
        if (problem is not null)
        {
            throw new ControlProblem(422, problem);
        }

        var code = Register(world, owner, manifest, body.Pem);
        var installations = (body.InstallOn ?? [])
            .Select(login => call.Account(login)!)
            .Select(account => world.Install(code.App, account, world.AnOwnerOf(account)))
            .ToList();
        return new JsonObject
        {
            ["id"] = code.App.Id,
            ["slug"] = code.App.Slug,
            ["client_id"] = code.App.ClientId,
            ["client_secret"] = code.App.ClientSecrets[0],
            ["webhook_secret"] = code.App.Hook.Secret,
            ["pem"] = code.Pem,
            ["code"] = code.Value,
            ["installations"] = Json.Array(
                installations.Select(installation => AppShape.Of(world, installation))
            ),
        };
    }

    private static ManifestCode Register(World world, Account owner, Manifest manifest, string? pem)
    {
        try
        {
            return world.CreateApp(owner, manifest, pem: pem);
        }
        catch (Exception unreadable)
            when (unreadable is ArgumentException or CryptographicException)
        {
            throw new ControlProblem(422, "\"pem\" is not an RSA private key in PEM.");
        }
    }

    private static Account Owner(ControlCall call, string login) =>
        call.World.FindEnterprise(login) ?? call.Account(login)!;

    private static Manifest Manifest(AppBody body) =>
        new()
        {
            Name = body.Name ?? "",
            Url = body.Url ?? "https://example.com",
            HasHook = body.WebhookUrl is not null,
            HookUrl = body.WebhookUrl,
            HookSecret = body.WebhookSecret,
            RedirectUrl = body.RedirectUrl,
            SetupUrl = body.SetupUrl,
            CallbackUrls = body.CallbackUrls ?? [],
            Permissions = body.Permissions ?? [],
            Events = body.Events ?? [],
            Public = body.Public,
        };
}
