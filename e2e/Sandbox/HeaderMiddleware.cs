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
}
