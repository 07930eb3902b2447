using System.Text.Json.Nodes;
using Sandbox.Api;
using Sandbox.Tls;

namespace Sandbox.Control;

/// <summary>The server as a whole: start over, look inside, clock, faults, modes.</summary>
internal static class ServerControls
{
    private sealed record ClockBody(double SkewSeconds);

    private sealed record Switch(bool On = true);

    private sealed record VersionBody(string Version);

    private sealed record RateBody(int? Limit);

    private sealed record TokenBody(string User, List<string>? Scopes, int? ExpiresInDays = null);

    private sealed record ConnectedBody(string ServerId, string Hostname, string? Error);

    private sealed record DelayBody(double Seconds);

    private sealed record TlsBody(Presentation Presentation);

    private sealed record ScaleBody(int Repositories = 10_000, int PullRequests = 100_000);

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
            "/ip-allow-list",
            async call => call.World.IpAllowList = (await call.BodyAsync<Switch>()).On
        );
        map.Do(
            "POST",
            "/license",
            async call => call.World.LicenseHasConnect = (await call.BodyAsync<Switch>()).On
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
        map.On(
            "GET",
            "/operations",
            call => Task.FromResult<JsonNode>(Json.Texts(call.Server.Operations))
        );
        map.On("GET", "/deliveries", call => Task.FromResult<JsonNode>(Deliveries(call.World)));
        map.On("POST", "/personal-tokens", PersonalTokenAsync);
        map.Do("POST", "/connected-servers", ConnectAsync);
        map.Do("POST", "/scale", ScaleAsync);
        map.Do(
            "POST",
            "/install-page-delay",
            async call =>
                call.World.InstallPageDelay = TimeSpan.FromSeconds(
                    (await call.BodyAsync<DelayBody>()).Seconds
                )
        );
        map.Do(
            "POST",
            "/tls",
            async call => call.World.Presentation = (await call.BodyAsync<TlsBody>()).Presentation
        );
        map.On("GET", "/faults", call => Task.FromResult(call.Shape(call.Server.Faults.All)));
        map.Do(
            "POST",
            "/faults",
            async call => call.Server.Faults.Add(await call.BodyAsync<Fault>())
        );
        map.Do("DELETE", "/faults", call => Now(call.Server.Faults.Clear));
    }

    private static async Task<JsonNode> PersonalTokenAsync(ControlCall call)
    {
        var body = await call.BodyAsync<TokenBody>();
        var token = call.World.MintPersonalToken(
            call.Account(body.User ?? "octocat")!,
            body.ExpiresInDays is { } days ? call.World.Clock.Now.AddDays(days) : null,
            [.. body.Scopes ?? []]
        );
        return new JsonObject { ["token"] = token.Value };
    }

    private static async Task ConnectAsync(ControlCall call)
    {
        var body = await call.BodyAsync<ConnectedBody>();
        call.World.ConnectedServers.Add(
            new ConnectedServer(body.ServerId, body.Hostname, call.World.Clock.Now, body.Error)
        );
    }

    private static async Task ScaleAsync(ControlCall call)
    {
        var body = call.HasBody ? await call.BodyAsync<ScaleBody>() : new ScaleBody();
        SeedScale.Fill(call.World, body.Repositories, body.PullRequests);
    }

    /// <summary>Every attempt, oldest first, with what was sent and what came back.</summary>
    private static JsonArray Deliveries(World world) =>
        Json.Array(
            world.Deliveries.All.Select(delivery =>
            {
                var shape = DeliveryShape.Full(delivery);
                shape["app"] = delivery.App.Slug;
                return shape;
            })
        );

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
