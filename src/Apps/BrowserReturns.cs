using Portal.Data;
using Portal.Secrets;

namespace Portal.Apps;

/// <summary>What every return of a browser from GitHub has in common.</summary>
public static class BrowserReturns
{
    /// <summary>
    /// Null when nobody is signed in: what the browser brought is kept, and the result in
    /// <paramref name="signIn"/> leads over the sign-in page back here.
    /// </summary>
    public static (BrowserReturn Arrival, Actor Administrator)? Read(
        HttpContext context,
        ReturnStash stash,
        out IResult signIn
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        signIn = Results.Empty;
        if (
            Actor.Of(context.User) is { Id: var id } administrator
            && id != Guid.Empty
            && context.User.Identity?.IsAuthenticated == true
        )
        {
            return (stash.Take(context), administrator);
        }

        stash.Keep(context);
        signIn = Redirect(
            context,
            $"sign-in?returnUrl={Uri.EscapeDataString(context.Request.Path)}"
        );
        return null;
    }

    /// <summary>The address that a browser without a session calls from.</summary>
    public static string? Address(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : null;

    /// <summary>303 to a clean address of the portal.</summary>
    public static IResult Redirect(HttpContext context, string path)
    {
        context.Response.Headers.Location = $"{context.Request.PathBase}/{path}";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>The page that explains a return which could not be accepted.</summary>
    public static IResult Explain(HttpContext context, ReturnCheck check) =>
        Redirect(
            context,
            $"returned/{check.Verdict.ToString().ToLowerInvariant()}{(check.ConnectionId is { } id ? $"?connection={id}" : "")}"
        );
}
