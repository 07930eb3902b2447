namespace Sandbox.Pages;

/// <summary>
/// Signing in and out. Where sign-in is at an origin of its own, as with SAML, that origin checks the password and hands
/// over a ticket, which this server turns into its own cookie.
/// </summary>
internal static class SignInPages
{
    public static void Map(PageMap pages)
    {
        pages.Get("/login", FormAsync, signedIn: false);
        pages.Post("/login", SignInAsync, signedIn: false, foreign: true);
        pages.Get("/login/ticket", RedeemAsync, signedIn: false);
        pages.Post("/logout", SignOutAsync, signedIn: false);
        pages.Get("/logout", AskAsync, signedIn: false);
    }

    /// <summary>The sign-in origin serves the sign-in page and nothing else.</summary>
    public static Task OnlyAtSignInOriginAsync(
        HttpContext context,
        World world,
        RequestDelegate next
    )
    {
        var path = context.Request.Path.Value;
        if (
            !IsAtSignInOrigin(world, context.Request)
            || path is "/login" or "/_sandbox/site.css" or "/favicon.ico"
        )
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>What was asked for comes again after sign-in, as a GET: a posted form is lost, as it is on GitHub.</summary>
    public static void SendToSignIn(PageCall call)
    {
        var request = call.Http.Request;
        var back = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        call.Redirect($"{Origin(call)}/login?return_to={Uri.EscapeDataString(back)}");
    }

    private static Task FormAsync(PageCall call)
    {
        var returnTo = call.Query("return_to");
        if (call.World.SignInUrl is not null && !IsAtSignInOrigin(call))
        {
            call.Redirect($"{Origin(call)}/login?return_to={Uri.EscapeDataString(returnTo)}");
            return Task.CompletedTask;
        }

        return ShowFormAsync(call, returnTo, []);
    }

    /// <summary>Where a sign-in leads is anybody's: an app's callback, say. So this page's policy lets its form end anywhere.</summary>
    private static Task ShowFormAsync(PageCall call, string returnTo, string[] problems) =>
        call.ShowAsync(
            problems.Length == 0 ? 200 : 401,
            "Sign in to GitHub",
            Html.Of(
                $"""
                {Layout.Problems(problems)}
                <form method="post" action="/login">
                {Layout.Hidden("return_to", returnTo)}
                <p class="field"><label for="login">Username</label><input id="login" name="login" type="text" autocomplete="username" required></p>
                <p class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
                <button class="go">Sign in</button>
                </form>
                """
            ),
            "*",
            focused: true
        );

    private static Task SignInAsync(PageCall call)
    {
        var user = call.World.FindAccount(call.Typed("login"));
        var returnTo = call.Typed("return_to");
        if (user is not { IsPerson: true } || call.Typed("password") != World.Password)
        {
            return ShowFormAsync(call, returnTo, ["Incorrect username or password."]);
        }

        if (IsAtSignInOrigin(call))
        {
            var ticket = call.World.Sessions.IssueTicket(user);
            var main = call.World.Url.GetLeftPart(UriPartial.Authority);
            call.Redirect(
                $"{main}/login/ticket?ticket={ticket}&return_to={Uri.EscapeDataString(returnTo)}"
            );
        }
        else
        {
            Begin(call, user, returnTo);
        }

        return Task.CompletedTask;
    }

    private static Task RedeemAsync(PageCall call)
    {
        if (call.World.Sessions.Redeem(call.Query("ticket")) is { } user)
        {
            Begin(call, user, call.Query("return_to"));
            return Task.CompletedTask;
        }

        return call.ShowAsync(
            401,
            "The sign-in has expired",
            Html.Of($"""<p><a href="/login">Sign in again</a></p>""")
        );
    }

    private static void Begin(PageCall call, Account user, string returnTo)
    {
        var session = call.World.Sessions.SignIn(user);
        call.Http.Response.Cookies.Append(Sessions.Cookie, session.Id, CookieOf(call));
        call.Redirect(Local(returnTo));
    }

    private static Task SignOutAsync(PageCall call)
    {
        call.World.Sessions.SignOut(call.Session?.Id);
        call.Http.Response.Cookies.Delete(Sessions.Cookie, CookieOf(call));
        call.Redirect("/");
        return Task.CompletedTask;
    }

    private static Task AskAsync(PageCall call) =>
        call.ShowAsync(
            200,
            "Sign out of GitHub",
            call.Session is null
                ? Html.Of($"<p>You are signed out.</p>")
                : Html.Of($"<p>You are signed in as {call.User.Login}: use the button above.</p>")
        );

    private static CookieOptions CookieOf(PageCall call) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = call.Http.Request.IsHttps,
            Path = "/",
        };

    /// <summary>Only to a path of this server, never to another one.</summary>
    private static string Local(string returnTo) =>
        returnTo is ['/', not ('/' or '\\'), ..] or "/" ? returnTo : "/";

    private static string Origin(PageCall call) =>
        (call.World.SignInUrl ?? call.World.Url).GetLeftPart(UriPartial.Authority);

    private static bool IsAtSignInOrigin(PageCall call) =>
        IsAtSignInOrigin(call.World, call.Http.Request);

    private static bool IsAtSignInOrigin(World world, HttpRequest request) =>
        world.SignInUrl is { } url
        && request.Host.Host == url.Host
        && (request.Host.Port ?? url.Port) == url.Port;
}
