namespace Sandbox.Api;

/// <summary>The paths of the API as they are routed inside, below <c>/api/v3</c> for every flavour, and as clients know them.</summary>
internal static class ApiPath
{
    public const string Base = "/api/v3";

    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.Ordinal)
        || path.StartsWithSegments("/manage", StringComparison.Ordinal);

    /// <summary>Without the base, as GitHub's description has it: "/repos/acme/widgets".</summary>
    public static string AsAsked(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return path.StartsWith(Base, StringComparison.Ordinal) ? path[Base.Length..] : path;
    }

    /// <summary>"GET /repos/{owner}/{repo}", or null where nothing is served.</summary>
    public static string? Operation(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } endpoint
        && endpoint.Metadata.GetMetadata<ServedOperation>() is not null
            ? Name(context.Request.Method, pattern)
            : null;

    public static string Name(string verb, string pattern) =>
        $"{verb} {(pattern.StartsWith(Base, StringComparison.Ordinal) ? pattern[Base.Length..] : pattern)}";
}

/// <summary>Marks an endpoint as an operation of GitHub's API.</summary>
internal sealed class ServedOperation;
