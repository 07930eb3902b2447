using System.Globalization;
using Sandbox.Api;
using Sandbox.Control;

namespace Sandbox;

/// <summary>Puts on every answer what GitHub puts there, and keeps the log of the API's requests.</summary>
internal sealed class HeaderMiddleware(World world, RequestLog requests)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.Server = "GitHub.com";
        headers.Date = world.Clock.Now.ToString("R", CultureInfo.InvariantCulture);
        headers["X-GitHub-Request-Id"] = Guid.NewGuid().ToString();
        headers.XContentTypeOptions = "nosniff";
        if (!ApiPath.IsApi(context.Request.Path))
        {
            await next(context);
            return;
        }

        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        headers["Access-Control-Allow-Origin"] = "*";
        // In private mode a stranger does not learn the version either.
        if (
            !world.Flavour.IsCloud()
            && world.Version.Length > 0
            && !(world.PrivateMode && context.Request.Headers.Authorization.Count == 0)
        )
        {
            headers["X-GitHub-Enterprise-Version"] = world.Version;
        }

        TellScopes(context);
        try
        {
            await next(context);
        }
        finally
        {
            requests.Add(
                new LoggedRequest(
                    world.Clock.Now,
                    context.Request.Method,
                    context.Request.Path.Value ?? "/",
                    context.Request.QueryString.Value ?? "",
                    context.RequestAborted.IsCancellationRequested
                    && context.Response.StatusCode == 200
                        ? 0
                        : context.Response.StatusCode,
                    RequestLog.CallerOf(context.Request),
                    context.Request.Headers.UserAgent.ToString(),
                    ApiPath.Operation(context)
                )
            );
        }
    }

    /// <summary>
    /// Of a personal token, what it may do and until when.
    /// https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
    /// </summary>
    private void TellScopes(HttpContext context)
    {
        var value = context.Request.Headers.Authorization.ToString().Split(' ')[^1];
        if (world.FindPersonalToken(value) is not { } token)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers["X-OAuth-Scopes"] = string.Join(", ", token.Scopes.Order(StringComparer.Ordinal));
        headers["X-Accepted-OAuth-Scopes"] = "";
        if (token.ExpiresAt is { } end)
        {
            headers["GitHub-Authentication-Token-Expiration"] = end.UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm:ss 'UTC'",
                CultureInfo.InvariantCulture
            );
        }
    }
}
