using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sandbox.Api;

/// <summary>
/// Hourly limits per caller, once an administrator has turned them on.
/// https://docs.github.com/enterprise-server/admin/configuring-settings/configuring-user-applications-for-your-enterprise/configuring-rate-limits
/// </summary>
internal static class RateLimits
{
    private static readonly string[] s_resources =
    [
        "core",
        "search",
        "graphql",
        "integration_manifest",
    ];

    /// <summary>Code and issue search may be asked this often in an hour; on GitHub it is 30 in a minute.</summary>
    private const int Searches = 1800;

    public static void Count(HttpContext context, World world)
    {
        if (world.RateLimit is not { } limit)
        {
            return;
        }

        var resource = Resource(context);
        // Asking how much is left costs nothing.
        var free = context.Request.Path.StartsWithSegments(
            ApiPath.Base + "/rate_limit",
            StringComparison.Ordinal
        );
        var key = Key(context, world, resource);
        var used = free
            ? world.RateUsed.GetValueOrDefault(key)
            : world.RateUsed.AddOrUpdate(key, 1, (_, before) => before + 1);
        var most = Limit(limit, resource);
        Tell(context.Response, world, most, used, resource);
        if (used > most && !free)
        {
            throw new ApiRefusal(403, "API rate limit exceeded.");
        }
    }

    /// <summary>The headers of a limit that is used up.</summary>
    public static void Exhaust(HttpResponse answer, World world)
    {
        var limit = world.RateLimit ?? 5000;
        Tell(answer, world, limit, limit, "core");
    }

    public static JsonObject Overview(HttpContext context, World world, int limit)
    {
        JsonObject One(string resource)
        {
            var most = Limit(limit, resource);
            var used = Math.Min(
                most,
                world.RateUsed.GetValueOrDefault(Key(context, world, resource))
            );
            return new JsonObject
            {
                ["limit"] = most,
                ["used"] = used,
                ["remaining"] = most - used,
                ["reset"] = Reset(world),
            };
        }

        var resources = new JsonObject();
        foreach (var resource in s_resources)
        {
            resources[resource] = One(resource);
        }

        return new JsonObject { ["resources"] = resources, ["rate"] = One("core") };
    }

    /// <summary>Each has a bucket of its own, the conversion of manifests among them.</summary>
    private static string Resource(HttpContext context)
    {
        var path = ApiPath.AsAsked(context);
        return path.StartsWith("/app-manifests/", StringComparison.Ordinal) ? "integration_manifest"
            : path.StartsWith("/search/", StringComparison.Ordinal) ? "search"
            : path.StartsWith("/api/graphql", StringComparison.Ordinal) ? "graphql"
            : "core";
    }

    private static int Limit(int limit, string resource) =>
        resource == "search" ? Math.Min(limit, Searches) : limit;

    private static void Tell(HttpResponse answer, World world, int limit, int used, string resource)
    {
        answer.Headers["X-RateLimit-Limit"] = Text(limit);
        answer.Headers["X-RateLimit-Remaining"] = Text(Math.Max(0, limit - used));
        answer.Headers["X-RateLimit-Used"] = Text(Math.Min(used, limit));
        answer.Headers["X-RateLimit-Reset"] = Text(Reset(world));
        answer.Headers["X-RateLimit-Resource"] = resource;
    }

    private static long Reset(World world) =>
        (world.Clock.Now.ToUnixTimeSeconds() / 3600 + 1) * 3600;

    private static string Key(HttpContext context, World world, string resource)
    {
        var caller = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        return $"{Reset(world)}:{resource}:{Convert.ToHexString(SHA256.HashData(caller))}";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Which API versions this server knows; without a header it is the oldest.
/// https://docs.github.com/rest/about-the-rest-api/api-versions
/// </summary>
internal static class ApiVersion
{
    private const string Oldest = "2022-11-28";

    public static void Check(HttpContext context, World world)
    {
        var asked = context.Request.Headers["X-GitHub-Api-Version"].ToString();
        var known = asked is "" or Oldest || asked == "2026-03-10" && IsNew(world);
        if (!known)
        {
            throw new ApiRefusal(410, $"\"{asked}\" is not a supported version of the REST API.");
        }

        context.Response.Headers["X-GitHub-Api-Version-Selected"] =
            asked.Length == 0 ? Oldest : asked;
    }

    private static bool IsNew(World world) =>
        System.Version.TryParse(world.Version, out var version) && version >= new Version(3, 21);
}
