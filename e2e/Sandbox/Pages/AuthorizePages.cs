using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Sandbox.Api;

namespace Sandbox.Pages;

/// <summary>
/// The web flow that gives an app a token in a person's name.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
/// </summary>
internal static class AuthorizePages
{
    private const string Docs =
        "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#";

    public static void Map(PageMap pages)
    {
        pages.Get("/login/oauth/authorize", AskAsync);
        pages.Post("/login/oauth/authorize", GrantAsync);
        pages.Post("/login/oauth/access_token", ExchangeAsync, signedIn: false, foreign: true);
    }

    private static Task AskAsync(PageCall call)
    {
        var (app, redirect, problem) = Check(
            call,
            call.Query("client_id"),
            call.Query("redirect_uri")
        );
        if (app is null || redirect is null)
        {
            return problem;
        }

        var state = call.Query("state");
        if (call.World.HasAuthorized(app, call.User))
        {
            Return(call, app, redirect, state);
            return Task.CompletedTask;
        }

        return call.ShowAsync(
            200,
            $"Authorize {app.Name}",
            Html.Of(
                $"""
                <p><strong>{app.Name}</strong> by <strong>{app.Owner.Login}</strong> would like permission to:</p>
                <ul class="ticks">
                <li><strong>Verify your GitHub identity</strong> ({call.User.Login})</li>
                <li><strong>Know which resources you can access</strong></li>
                <li><strong>Act on your behalf</strong></li>
                </ul>
                <form method="post" action="/login/oauth/authorize">
                {Layout.Token(call)}
                {Layout.Hidden("client_id", app.ClientId)}
                {Layout.Hidden("redirect_uri", redirect)}
                {Layout.Hidden("state", state)}
                <p class="choices"><button class="go" name="authorize" value="1">Authorize {app.Name}</button> <button name="authorize" value="0">Cancel</button></p>
                <p class="note">Authorizing will redirect to {new Uri(redirect).GetLeftPart(
                    UriPartial.Authority
                )}</p>
                </form>
                """
            ),
            redirect,
            focused: true
        );
    }

    private static Task GrantAsync(PageCall call)
    {
        var (app, redirect, problem) = Check(
            call,
            call.Typed("client_id"),
            call.Typed("redirect_uri")
        );
        if (app is null || redirect is null)
        {
            return problem;
        }

        var state = call.Typed("state");
        if (call.Typed("authorize") == "0")
        {
            Deny(call, redirect, state);
        }
        else
        {
            Return(call, app, redirect, state);
        }

        return Task.CompletedTask;
    }

    /// <summary>https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors</summary>
    private static void Deny(PageCall call, string redirect, string state) =>
        call.Redirect(
            NewAppPages.With(
                redirect,
                ("error", "access_denied"),
                ("error_description", "The user has denied your application access."),
                ("state", state)
            )
        );

    private static void Return(PageCall call, App app, string redirect, string state) =>
        call.Redirect(
            NewAppPages.With(
                redirect,
                ("code", call.World.Authorize(app, call.User, redirect).Value),
                ("state", state)
            )
        );

    /// <summary>Without an address in the request it is the first callback; a wrong one is never followed.</summary>
    private static (App? App, string? Redirect, Task Problem) Check(
        PageCall call,
        string clientId,
        string redirectUri
    )
    {
        var app = call.World.FindIssuer(clientId);
        if (app is null || app.ClientId != clientId)
        {
            return (null, null, call.NotFoundAsync());
        }

        var redirect = redirectUri.Length == 0 ? app.CallbackUrls.FirstOrDefault() : redirectUri;
        return
            redirect is not null && app.CallbackUrls.Exists(callback => Matches(callback, redirect))
            ? (app, redirect, Task.CompletedTask)
            : (
                null,
                null,
                call.ShowAsync(
                    400,
                    "Be careful!",
                    Html.Of(
                        $"<p>The <code>redirect_uri</code> is not associated with this application.</p>"
                    )
                )
            );
    }

    /// <summary>The same host and port, and the callback's path or one below it; on loopback the port may differ.</summary>
    private static bool Matches(string callback, string asked)
    {
        if (
            !Uri.TryCreate(callback, UriKind.Absolute, out var known)
            || !Uri.TryCreate(asked, UriKind.Absolute, out var wanted)
        )
        {
            return false;
        }

        var path = known.AbsolutePath.TrimEnd('/');
        return known.Scheme == wanted.Scheme
            && known.Host == wanted.Host
            && (known.Port == wanted.Port || known.IsLoopback)
            && (
                wanted.AbsolutePath == known.AbsolutePath
                || wanted.AbsolutePath.StartsWith(path + "/", StringComparison.Ordinal)
            );
    }

    private static async Task ExchangeAsync(PageCall call)
    {
        var world = call.World;
        var app = world.FindIssuer(Given(call, "client_id"));
        var body =
            app is null
            || !app.ClientSecrets.Contains(Given(call, "client_secret"), StringComparer.Ordinal)
                ? Error(
                    "incorrect_client_credentials",
                    "The client_id and/or client_secret passed are incorrect."
                )
                : Token(world, app, Given(call, "code"), Given(call, "redirect_uri"));
        var answer = call.Http.Response;
        answer.Headers.CacheControl = "no-store";
        if (
            call
                .Http.Request.Headers.Accept.ToString()
                .Contains("json", StringComparison.OrdinalIgnoreCase)
        )
        {
            answer.ContentType = "application/json; charset=utf-8";
            await answer.Body.WriteAsync(Json.Bytes(body));
            return;
        }

        answer.ContentType = "application/x-www-form-urlencoded; charset=utf-8";
        var fields = body.ToDictionary(
            field => field.Key,
            field => (string?)field.Value!.ToString(),
            StringComparer.Ordinal
        );
        await answer.WriteAsync(QueryHelpers.AddQueryString("", fields)[1..]);
    }

    private static JsonObject Token(World world, App app, string value, string redirectUri)
    {
        // Taken out first: a code that was tried is used up, whatever comes of it.
        if (
            !world.OAuthCodes.TryRemove(value, out var code)
            || code.App != app
            || code.ExpiresAt <= world.Clock.Now
        )
        {
            return Error("bad_verification_code", "The code passed is incorrect or expired.");
        }

        if (redirectUri.Length > 0 && redirectUri != code.RedirectUri)
        {
            return Error(
                "redirect_uri_mismatch",
                "The redirect_uri MUST match the registered callback URL for this application."
            );
        }

        var token = world.MintUserToken(app, code.User);
        return new JsonObject
        {
            ["access_token"] = token.Value,
            ["expires_in"] = 28800,
            ["refresh_token"] = "ghr_" + Secret.Text(76),
            ["refresh_token_expires_in"] = 15897600,
            ["token_type"] = "bearer",
            ["scope"] = "",
        };
    }

    private static JsonObject Error(string code, string description) =>
        new()
        {
            ["error"] = code,
            ["error_description"] = description,
            ["error_uri"] = Docs + code.Replace('_', '-'),
        };

    private static string Given(PageCall call, string name) =>
        call.Typed(name) is { Length: > 0 } typed ? typed : call.Query(name);
}
