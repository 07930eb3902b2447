using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Secrets;

/// <summary>
/// Marks the browser that used a hand-over link, in an encrypted cookie for the way back: it is the one that may return with
/// what it left for, and may nothing else.
/// </summary>
public sealed class HandOverTicket(
    IDataProtectionProvider protection,
    IOptions<PortalOptions> options
)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);
    private readonly string _cookie = options.Value.CookieName("HandOver");
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("Portal.HandOverTicket")
        .ToTimeLimitedDataProtector();

    public void Give(HttpContext context, Guid handOverId) =>
        context.Response.Cookies.Append(
            _cookie,
            _protector.Protect(handOverId.ToString("N"), s_lifetime),
            Options(context)
        );

    /// <summary>The hand-over that this browser used within the last hour; null for any other browser.</summary>
    public Guid? Read(HttpContext context)
    {
        try
        {
            return
                context.Request.Cookies.TryGetValue(_cookie, out var cookie)
                && Guid.TryParse(_protector.Unprotect(cookie), out var id)
                ? id
                : null;
        }
        catch (CryptographicException)
        {
            // Too old, or not ours.
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = context.Request.PathBase + "/callbacks",
            MaxAge = s_lifetime,
        };
}
