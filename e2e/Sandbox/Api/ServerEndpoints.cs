using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// The server itself.
/// https://docs.github.com/enterprise-server@3.19/rest/meta/meta
/// </summary>
internal static class ServerEndpoints
{
    public static void Map(ApiMap api)
    {
        api.Get("/meta", Meta);
        api.Get("/rate_limit", RateLimit);
    }

    private static ApiAnswer Meta(ApiCall call)
    {
        if (call.World.PrivateMode && call.Credentials().Scheme.Length == 0)
        {
            throw new ApiRefusal(401, "Must authenticate to access this API.");
        }

        var body = new JsonObject { ["verifiable_password_authentication"] = true };
        if (!call.World.Flavour.IsCloud() && call.World.Version.Length > 0)
        {
            body["installed_version"] = call.World.Version;
        }

        return ApiAnswer.Ok(body);
    }

    /// <summary>Off by default on GHES, and then there is nothing to tell.</summary>
    private static ApiAnswer RateLimit(ApiCall call) =>
        call.World.RateLimit is { } limit
            ? ApiAnswer.Ok(RateLimits.Overview(call.Http, call.World, limit))
            : throw new ApiRefusal(404, "Rate limiting is not enabled.");
}
