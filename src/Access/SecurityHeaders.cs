using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Ui;

namespace Portal.Access;

/// <summary>The same strict headers on every answer. A page that posts elsewhere replaces the policy with its own.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, IOptions<PortalOptions> options)
{
    private readonly bool _https = options.Value.Public.Scheme == Uri.UriSchemeHttps;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy.For("'self'");
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (_https)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }
}
