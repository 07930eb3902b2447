using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Access.Health;
using Portal.Data;
using Portal.Ui;

namespace Portal.Access;

internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Administrator>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // Length is what counts: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddEntityFrameworkStores<PortalDb>()
            .AddSignInManager();
        services.AddScoped(provider =>
            provider
                .GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<PortalDb>>()
                .CreateDbContext()
        );
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services
            .AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(
                IdentityConstants.ApplicationScheme
            )
            .Configure<IOptions<PortalOptions>>(
                (cookie, portal) => Configure(cookie, portal.Value)
            );
        services
            .AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>()
            .Configure<IOptions<PortalOptions>>(
                (antiforgery, portal) =>
                {
                    antiforgery.Cookie.Name = portal.Value.CookieName("Antiforgery");
                    // Lax, so that coming back from GitHub does not replace the token that other tabs still use.
                    antiforgery.Cookie.SameSite = SameSiteMode.Lax;
                    antiforgery.Cookie.SecurePolicy = SecurePolicy(portal.Value);
                }
            );
        services.AddAuthorization(options =>
            options.FallbackPolicy = new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .Build()
        );
        services.AddHttpContextAccessor();
        services.AddSingleton<
            Microsoft.AspNetCore.Authentication.IClaimsTransformation,
            VisitorAddress
        >();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionCheck>();
        services.AddSingleton<FirstAdministrator>();
        services.AddHealth();
        services.AddRateLimiter(options =>
        {
            options.AddPolicy(RateLimits.Strangers, LimitStrangers);
            options.OnRejected = RefuseAsync;
        });
    }

    private static void Configure(
        Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions cookie,
        PortalOptions portal
    )
    {
        cookie.Cookie.Name = portal.CookieName("Session");
        cookie.Cookie.HttpOnly = true;
        // Lax: GitHub sends the browser back from another site, and the session must be there then.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = SecurePolicy(portal);
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.SlidingExpiration = true;
        // A path, not an address: behind a reverse proxy the Host header is not the portal's name.
        cookie.Events.OnRedirectToLogin = context =>
        {
            var request = context.Request;
            context.Response.Redirect(
                $"{request.PathBase}/sign-in?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString.ToString())}"
            );
            return Task.CompletedTask;
        };
    }

    private static CookieSecurePolicy SecurePolicy(PortalOptions portal) =>
        portal.Public.Scheme == Uri.UriSchemeHttps
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;

    private static RateLimitPartition<string> LimitStrangers(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = 10,
                    Window = TimeSpan.FromMinutes(1),
                }
            )
            : RateLimitPartition.GetNoLimiter("");

    private static async ValueTask RefuseAsync(
        OnRejectedContext rejected,
        CancellationToken cancellationToken
    )
    {
        var response = rejected.HttpContext.Response;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? after
            : TimeSpan.FromMinutes(1);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)wait.TotalSeconds + 1).ToString(
            CultureInfo.InvariantCulture
        );
        await PlainPage.WriteAsync(
            rejected.HttpContext,
            "Too many attempts",
            $"They came from your address. Wait {(int)wait.TotalSeconds + 1} seconds, go back and try again.",
            cancellationToken
        );
    }
}
