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
    public static void Count(HttpContext context, World world)
    {
        if (world.RateLimit is not { } limit)
        {
            return;
        }

        // Asking how much is left costs nothing.
        var free = context.Request.Path.StartsWithSegments(
            "/api/v3/rate_limit",
            StringComparison.Ordinal
        );
        var used = free
            ? world.RateUsed.GetValueOrDefault(Key(context, world))
            : world.RateUsed.AddOrUpdate(Key(context, world), 1, (_, before) => before + 1);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = Text(limit);
        headers["X-RateLimit-Remaining"] = Text(Math.Max(0, limit - used));
        headers["X-RateLimit-Used"] = Text(Math.Min(used, limit));
        headers["X-RateLimit-Reset"] = Text(Reset(world));
        headers["X-RateLimit-Resource"] = "core";
        if (used > limit && !free)
        {
            throw new ApiRefusal(403, "API rate limit exceeded.");
        }
    }

    public static JsonObject Overview(HttpContext context, World world, int limit)
    {
        var used = Math.Min(limit, world.RateUsed.GetValueOrDefault(Key(context, world)));
        JsonObject One() =>
            new()
            {
                ["limit"] = limit,
                ["used"] = used,
                ["remaining"] = limit - used,
                ["reset"] = Reset(world),
            };
        return new JsonObject
        {
            ["resources"] = new JsonObject
            {
                ["core"] = One(),
                ["search"] = One(),
                ["graphql"] = One(),
                ["integration_manifest"] = One(),
            },
            ["rate"] = One(),
        };
    }

    private static long Reset(World world) =>
        (world.Clock.Now.ToUnixTimeSeconds() / 3600 + 1) * 3600;

    private static string Key(HttpContext context, World world)
    {
        var caller = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        return $"{Reset(world)}:{Convert.ToHexString(SHA256.HashData(caller))}";
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
