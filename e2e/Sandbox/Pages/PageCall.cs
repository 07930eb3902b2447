using Microsoft.Extensions.Primitives;

namespace Sandbox.Pages;

/// <summary>One request for a page: who is signed in, what was typed, and how to answer.</summary>
internal sealed class PageCall(HttpContext http, World world, Session? session)
{
    public HttpContext Http => http;
    public World World => world;
    public Session? Session => session;

    /// <summary>The person signed in; pages that may be seen without that look at <see cref="Session"/>.</summary>
    public Account User => session!.User;

    public string Path => http.Request.Path.Value!;

    public string? Route(string name) => http.Request.RouteValues.GetValueOrDefault(name) as string;

    public string Query(string name) => http.Request.Query[name].ToString();

    public string Typed(string name) =>
        Values(name) is { Count: > 0 } values ? values[^1]!.Trim() : "";

    public StringValues Values(string name) =>
        http.Request.HasFormContentType ? http.Request.Form[name] : StringValues.Empty;

    /// <summary>
    /// The account whose settings the address is about, if the person runs it; anything else is not found, as on GitHub.
    /// </summary>
    public Account? Owner()
    {
        var owner =
            Route("enterprise") is { } slug ? world.FindEnterprise(slug)
            : Route("org") is { } login ? world.FindOrganization(login)
            : User;
        return owner?.IsRunBy(User) == true ? owner : null;
    }

    public void Redirect(string location) => http.Response.Redirect(location);

    public Task NotFoundAsync() =>
        ShowAsync(
            404,
            "Page not found",
            Html.Of($"<p>This is not the page you are looking for.</p>")
        );

    /// <summary>
    /// Writes a page. A form on it may end, by redirects, only at this server and at <paramref name="formTarget"/>: browsers
    /// hold redirects after a form to the policy, too. A focused page is one step that asks for one decision.
    /// </summary>
    public Task ShowAsync(
        int status,
        string title,
        Html content,
        string? formTarget = null,
        bool focused = false
    )
    {
        var answer = http.Response;
        answer.StatusCode = status;
        answer.ContentType = "text/html; charset=utf-8";
        answer.Headers.CacheControl = "no-store";
        answer.Headers["Referrer-Policy"] = "same-origin";
        answer.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
            + Source(formTarget);
        return answer.WriteAsync(Layout.Page(this, title, content, focused).Markup);
    }

    private static string Source(string? url) =>
        url is "*" ? " http: https:"
        : Uri.TryCreate(url, UriKind.Absolute, out var target)
            ? " " + target.GetLeftPart(UriPartial.Authority)
        : "";
}
