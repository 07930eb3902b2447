using Radzen;

namespace Portal.Ui;

internal static class UiSetup
{
    public static void AddUi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        // An address may hold a code that GitHub sent, or what makes a hand-over link one; these categories write addresses down.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Components.Routing", LogLevel.Warning);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
    }

    public static void MapUi(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<Document>()
            // The one policy of every answer says it already: Access/SecurityHeaders.cs
            .AddInteractiveServerRenderMode(options =>
                options.ContentSecurityFrameAncestorsPolicy = null
            );
    }
}
