namespace Sandbox.Api;

/// <summary>
/// The conversion of a manifest's code, and the app itself.
/// https://docs.github.com/enterprise-server@3.19/rest/apps/apps
/// </summary>
internal static class AppEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Post("/app-manifests/{code}/conversions", Convert);
        api.Get("/app", call => ApiAnswer.Ok(AppShape.Of(call.World, call.App())));
        api.Get("/apps/{slug}", Public);
        api.Get("/app/installation-requests", Requests);
    }

    /// <summary>Needs no authentication: the code is the proof. It is the only time that the secrets are shown.</summary>
    private static ApiAnswer Convert(ApiCall call)
    {
        var code = call.World.RedeemManifestCode(call.Route("code")) ?? throw ApiRefusal.NotFound;
        var shape = AppShape.Of(call.World, code.App);
        shape["client_secret"] = code.App.ClientSecrets[0];
        shape["webhook_secret"] = code.App.Hook.Secret;
        shape["pem"] = code.Pem;
        return ApiAnswer.Created(shape);
    }

    private static ApiAnswer Public(ApiCall call)
    {
        var app = call.World.FindApp(call.Route("slug"));
        return app is { Public: true }
            ? ApiAnswer.Ok(AppShape.Of(call.World, app))
            : throw ApiRefusal.NotFound;
    }

    private static ApiAnswer Requests(ApiCall call)
    {
        var app = call.App();
        var (items, link) = Paging.Of(
            call,
            call.World.InstallationRequests.Values.Where(request => request.App == app)
                .OrderBy(request => request.Id)
                .ToList()
        );
        return ApiAnswer.Ok(
            Json.Array(items.Select(request => AppShape.Of(call.World, request))),
            link
        );
    }
}
