namespace Portal.Access;

/// <summary>Until the first administrator exists, nothing but the setup page, its styles and the probes can be reached.</summary>
internal sealed class SetupGate(RequestDelegate next, FirstAdministrator first)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (
            first.Exists
            || path.StartsWithSegments("/setup")
            || path.StartsWithSegments("/health")
            || path.StartsWithSegments("/_content")
            || path.StartsWithSegments("/_framework")
            || path.Value?.EndsWith(".css", StringComparison.Ordinal) == true
            || path.Value?.EndsWith(".js", StringComparison.Ordinal) == true
            || path.Value?.EndsWith(".svg", StringComparison.Ordinal) == true
        )
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return PlainPage.WriteAsync(
            context,
            "This portal is not set up yet",
            "Whoever started it finds a one-time setup link on its console.",
            context.RequestAborted
        );
    }
}
