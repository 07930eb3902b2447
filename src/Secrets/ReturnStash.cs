using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Secrets;

/// <summary>What a browser brought back from GitHub.</summary>
public sealed record BrowserReturn(
    SecretText? Code,
    string? State,
    string? InstallationId,
    string? SetupAction,
    string? Error
);

/// <summary>
/// Reads what a browser brings back. When it comes without a session, what it brought is kept in an encrypted cookie over
/// the sign-in, so that no code stands in an address of ours.
/// </summary>
public sealed class ReturnStash(IDataProtectionProvider protection, IOptions<PortalOptions> options)
{
    private readonly string _cookie = options.Value.CookieName("Return");
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("Portal.ReturnStash")
        .ToTimeLimitedDataProtector();

    /// <summary>Keeps what the browser brought until it has signed in, for at most an hour.</summary>
    public void Keep(HttpContext context)
    {
        var query = context.Request.Query;
        var kept = JsonSerializer.Serialize(
            new Kept(
                query["code"],
                query["state"],
                query["installation_id"],
                query["setup_action"],
                query["error"]
            )
        );
        context.Response.Cookies.Append(
            _cookie,
            _protector.Protect(kept, TimeSpan.FromHours(1)),
            Options(context)
        );
    }

    /// <summary>What the browser brings now, or brought before it signed in. Removes what was kept.</summary>
    public BrowserReturn Take(HttpContext context)
    {
        var query = context.Request.Query;
        var kept = new Kept(
            query["code"],
            query["state"],
            query["installation_id"],
            query["setup_action"],
            query["error"]
        );
        if (context.Request.Cookies.TryGetValue(_cookie, out var cookie))
        {
            context.Response.Cookies.Delete(_cookie, Options(context));
            if (query.Count == 0)
            {
                kept = Open(cookie) ?? kept;
            }
        }

        return new BrowserReturn(
            string.IsNullOrEmpty(kept.Code) ? null : new SecretText(kept.Code),
            kept.State,
            kept.InstallationId,
            kept.SetupAction,
            kept.Error
        );
    }

    private Kept? Open(string cookie)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(_protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            // Too old, or not ours: the return then stands there with nothing, and is told so.
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
        };

    private sealed record Kept(
        string? Code,
        string? State,
        string? InstallationId,
        string? SetupAction,
        string? Error
    );
}
