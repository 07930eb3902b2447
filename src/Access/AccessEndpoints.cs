using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Access.Health;
using Portal.Data;

namespace Portal.Access;

internal static class AccessEndpoints
{
    /// <summary>What every request passes, in this order.</summary>
    public static void UseAccess(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<IOptions<PortalOptions>>().Value.Public;
        app.UsePathBase(address.AbsolutePath.TrimEnd('/'));
        app.Use(
            (context, next) =>
            {
                // A reverse proxy may have ended TLS: what browsers use is what the public address says.
                context.Request.Scheme = address.Scheme;
                return next(context);
            }
        );
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<SetupGate>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Makes or announces the first administrator.</summary>
    public static Task PrepareAccessAsync(this WebApplication app) =>
        app
            .Services.GetRequiredService<FirstAdministrator>()
            .PrepareAsync(app.Lifetime.ApplicationStopping);

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync);
        routes.MapHealth();
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        SignInManager<Administrator> signIn
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest(
                "This sign-out form is out of date. Go back, reload the page and try again."
            );
        }

        await signIn.SignOutAsync();
        return Results.LocalRedirect("~/sign-in");
    }
}
