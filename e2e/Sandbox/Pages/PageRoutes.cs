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
        AppAdvancedPages.Map(pages);
        InstallPages.Map(pages);
        InstallationPages.Map(pages);
        AuthorizePages.Map(pages);
        app.MapGet("/_sandbox/site.css", (RequestDelegate)StyleAsync);
        app.MapFallback(
            "{**rest}",
            context => pages.RunAsync(context, signedIn: false, call => call.NotFoundAsync())
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
            world.Sessions.Find(context.Request.Cookies[SignInPages.Cookie])
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
