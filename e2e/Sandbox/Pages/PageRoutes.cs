using System.Text;

namespace Sandbox.Pages;

/// <summary>Maps the pages, and lets in only those who are signed in where that is needed.</summary>
internal static class PageRoutes
{
    public static void MapPages(this WebApplication app, World world)
    {
        var pages = new PageMap(app, world);
        StartPage.Map(pages);
        SignInPages.Map(pages);
        NewAppPages.Map(pages);
        AppPages.Map(pages);
        AppPermissionPages.Map(pages);
        AppAdvancedPages.Map(pages);
        InstallPages.Map(pages);
        InstallationPages.Map(pages);
        AuthorizePages.Map(pages);
        RepositoryPages.Map(pages);
        ReportPages.Map(app, world);
        app.MapGet("/_sandbox/site.css", (RequestDelegate)StyleAsync);
        app.MapGet("/favicon.ico", (RequestDelegate)AvatarAsync);
        app.MapGet("/avatars/{**rest}", (RequestDelegate)AvatarAsync);
        app.MapFallback(
            "{**rest}",
            context => pages.RunAsync(context, signedIn: false, call => call.NotFoundAsync())
        );
    }

    /// <summary>Everybody looks the same here.</summary>
    private static Task AvatarAsync(HttpContext context)
    {
        context.Response.ContentType = "image/svg+xml";
        return context.Response.WriteAsync(
            """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#59636e"/><circle cx="20" cy="16" r="7" fill="#fff"/><path d="M6 40c0-9 6-15 14-15s14 6 14 15z" fill="#fff"/></svg>"""
        );
    }

    private static async Task StyleAsync(HttpContext context)
    {
        await using var style = typeof(PageRoutes).Assembly.GetManifestResourceStream("site.css")!;
        context.Response.ContentType = "text/css; charset=utf-8";
        await style.CopyToAsync(context.Response.Body);
    }
}

/// <summary>Where the pages are hung up.</summary>
internal sealed class PageMap(WebApplication app, World world)
{
    /// <summary>Below which path the settings of accounts are.</summary>
    public static IReadOnlyList<string> Accounts { get; } =
    ["/settings", "/organizations/{org}/settings"];

    /// <summary>Below which path the settings of those who may own apps are.</summary>
    public static IReadOnlyList<string> AppOwners { get; } =
    [.. Accounts, "/enterprises/{enterprise}/settings"];

    public World World => world;

    private static readonly string[] _formVerbs = ["POST"];

    public void Get(string path, Func<PageCall, Task> page, bool signedIn = true) =>
        app.MapGet(path, (RequestDelegate)(context => RunAsync(context, signedIn, page)));

    /// <summary>A form. Unless it says otherwise it must come, with its token, from one of our own pages.</summary>
    public void Post(
        string path,
        Func<PageCall, Task> page,
        bool signedIn = true,
        bool foreign = false
    ) =>
        app.MapMethods(
            path,
            _formVerbs,
            (RequestDelegate)(
                context => RunAsync(context, signedIn, foreign ? page : Guarded(page))
            )
        );

    public async Task RunAsync(HttpContext context, bool signedIn, Func<PageCall, Task> page)
    {
        var call = new PageCall(
            context,
            world,
            world.Sessions.Find(context.Request.Cookies[Sessions.Cookie])
        );
        if (signedIn && call.Session is null)
        {
            SignInPages.SendToSignIn(call);
            return;
        }

        await page(call);
    }

    private static Func<PageCall, Task> Guarded(Func<PageCall, Task> page) =>
        call =>
            call.Session is null || IsOurs(call)
                ? page(call)
                : call.ShowAsync(
                    422,
                    "Your browser did something unexpected",
                    Html.Of(
                        $"<p>The form is too old, or it isn't ours. Go back, reload the page and try again.</p>"
                    )
                );

    private static bool IsOurs(PageCall call) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(call.Typed("authenticity_token")),
            Encoding.UTF8.GetBytes(call.Session!.FormToken)
        );
}
