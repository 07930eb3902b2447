using System.Text.Json.Nodes;
using Sandbox.Api;

namespace Sandbox.Control;

/// <summary>The server as a whole: start over, look inside, clock, faults, modes.</summary>
internal static class ServerControls
{
    private sealed record ClockBody(double SkewSeconds);

    private sealed record Switch(bool On = true);

    private sealed record VersionBody(string Version);

    private sealed record RateBody(int? Limit);

    public static void Map(ControlMap map)
    {
        map.Do("POST", "/reset", call => Now(call.Server.Reset));
        map.On("GET", "/state", call => Task.FromResult<JsonNode>(State(call.World)));
        map.On("GET", "/requests", call => Task.FromResult(call.Shape(call.Server.Requests.All)));
        map.Do("DELETE", "/requests", call => Now(call.Server.Requests.Clear));
        map.Do("POST", "/idle", call => call.Server.IdleAsync());
        map.Do(
            "POST",
            "/clock",
            async call =>
                call.World.Clock.Skew = TimeSpan.FromSeconds(
                    (await call.BodyAsync<ClockBody>()).SkewSeconds
                )
        );
        map.Do("POST", "/expire-tokens", call => Now(call.World.ExpireTokens));
        map.Do("POST", "/sign-everybody-out", call => Now(call.World.Sessions.SignEverybodyOut));
        map.Do(
            "POST",
            "/private-mode",
            async call => call.World.PrivateMode = (await call.BodyAsync<Switch>()).On
        );
        map.Do(
            "POST",
            "/stateless-tokens",
            async call => call.World.StatelessTokens = (await call.BodyAsync<Switch>()).On
        );
        map.Do(
            "POST",
            "/withhold-webhook-secret",
            async call => call.World.WithholdWebhookSecret = (await call.BodyAsync<Switch>()).On
        );
        map.Do(
            "POST",
            "/version",
            async call => call.World.Version = (await call.BodyAsync<VersionBody>()).Version
        );
        map.Do(
            "POST",
            "/rate-limit",
            async call => call.World.RateLimit = (await call.BodyAsync<RateBody>()).Limit
        );
        map.On("GET", "/faults", call => Task.FromResult(call.Shape(call.Server.Faults.All)));
        map.Do(
            "POST",
            "/faults",
            async call => call.Server.Faults.Add(await call.BodyAsync<Fault>())
        );
        map.Do("DELETE", "/faults", call => Now(call.Server.Faults.Clear));
    }

    /// <summary>What there is, without a single secret.</summary>
    private static JsonObject State(World world) =>
        new()
        {
            ["url"] = AccountShape.Web(world),
            ["version"] = world.Version,
            ["privateMode"] = world.PrivateMode,
            ["now"] = Json.Iso(world.Clock.Now),
            ["repositories"] = world.Repositories.Count,
            ["apps"] = Json.Array(world.Apps.Values.OrderBy(app => app.Id).Select(One)),
            ["installations"] = Json.Array(
                world
                    .Installations.Values.OrderBy(installation => installation.Id)
                    .Select(i => One(world, i))
            ),
            ["installationRequests"] = Json.Array(
                world
                    .InstallationRequests.Values.OrderBy(request => request.Id)
                    .Select(request => new JsonObject
                    {
                        ["id"] = request.Id,
                        ["app"] = request.App.Slug,
                        ["account"] = request.Account.Login,
                        ["requester"] = request.Requester.Login,
                    })
            ),
            ["installationTokens"] = world.InstallationTokens.Keys.Count(value =>
                world.FindInstallationToken(value) is not null
            ),
            ["userTokens"] = world.UserTokens.Keys.Count(value =>
                world.FindUserToken(value) is not null
            ),
            ["deliveries"] = Json.Array(world.Deliveries.All.Select(DeliveryShape.Item)),
        };

    private static JsonObject One(App app) =>
        new()
        {
            ["id"] = app.Id,
            ["slug"] = app.Slug,
            ["name"] = app.Name,
            ["owner"] = app.Owner.Login,
            ["clientId"] = app.ClientId,
            ["deleted"] = app.IsDeleted,
            ["keys"] = Json.Texts(app.Keys.Select(key => key.Fingerprint)),
            ["hookUrl"] = app.Hook.Url,
            ["hookContentType"] = app.Hook.ContentType,
            ["hookInsecureSsl"] = app.Hook.InsecureSsl,
            ["permissions"] = Json.Map(app.Permissions),
            ["events"] = Json.Texts(app.Events),
        };

    private static JsonObject One(World world, Installation installation) =>
        new()
        {
            ["id"] = installation.Id,
            ["app"] = installation.App.Slug,
            ["account"] = installation.Account.Login,
            ["selection"] = installation.Selection,
            ["repositories"] = world.RepositoriesOf(installation).Count(),
            ["suspended"] = installation.SuspendedAt is not null,
            ["permissions"] = Json.Map(installation.Permissions),
        };

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
