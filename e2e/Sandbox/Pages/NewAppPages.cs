using Microsoft.AspNetCore.Http.Extensions;

namespace Sandbox.Pages;

/// <summary>
/// Registering an app: from a posted manifest, or by hand on the empty form.
/// https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
/// </summary>
internal static class NewAppPages
{
    public static void Map(PageMap pages)
    {
        foreach (var settings in PageMap.AppOwners)
        {
            pages.Get(settings + "/apps/new", OpenAsync, signedIn: false);
            pages.Post(settings + "/apps/new", ReceiveAsync, signedIn: false, foreign: true);
            pages.Post(settings + "/apps", CreateAsync);
        }
    }

    /// <summary>
    /// Takes a manifest. A form posted from another site does not bring a SameSite=Lax cookie, so that everybody looks
    /// signed out: the manifest is put aside and the browser sent back here with a GET, which does bring it. What a client
    /// sees is the same as on GitHub: signed in, the manifest is shown; signed out, it is lost.
    /// </summary>
    private static Task ReceiveAsync(PageCall call)
    {
        var manifest = call.Values("manifest").ToString();
        if (call.Session is not null)
        {
            return ShowAsync(call, manifest);
        }

        var key = Secret.Text(32);
        call.World.ParkedManifests[key] = (manifest, call.World.Clock.Now.AddMinutes(1));
        call.Redirect(Address(call, ("manifest_token", key)));
        return Task.CompletedTask;
    }

    private static Task OpenAsync(PageCall call)
    {
        var key = call.Query("manifest_token");
        var parked =
            call.World.ParkedManifests.TryRemove(key, out var found)
            && found.ExpiresAt > call.World.Clock.Now;
        if (call.Session is null)
        {
            var here = Address(call);
            call.Http.Request.QueryString = new QueryString(
                here.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? here[at..] : ""
            );
            SignInPages.SendToSignIn(call);
            return Task.CompletedTask;
        }

        return parked ? ShowAsync(call, found.Json) : ShowEmptyAsync(call);
    }

    private static Task ShowAsync(PageCall call, string json)
    {
        if (call.Owner() is not { } owner)
        {
            return call.NotFoundAsync();
        }

        if (json.Length == 0)
        {
            return ShowEmptyAsync(call);
        }

        var (manifest, problems) = Manifest.Parse(json);
        var all = Wrong(call, manifest, problems);
        return all.Count > 0
            ? NewAppForms.InvalidAsync(call, all)
            : NewAppForms.ConfirmAsync(
                call,
                owner,
                manifest,
                json,
                call.Query("state"),
                manifest.Name,
                []
            );
    }

    private static Task ShowEmptyAsync(PageCall call) =>
        call.Owner() is { } owner
            ? NewAppForms.EmptyAsync(call, owner, new Manifest(), call.Query("state"), [])
            : call.NotFoundAsync();

    private static Task CreateAsync(PageCall call)
    {
        if (call.Owner() is not { } owner)
        {
            return call.NotFoundAsync();
        }

        var json = call.Values("manifest").ToString();
        var (manifest, problems) =
            json.Length > 0 ? Manifest.Parse(json) : (NewAppForms.Typed(call), []);
        var wrong = Wrong(call, manifest, problems);
        var name = call.Typed("name");
        var nameProblem = call.World.NameProblem(name, owner);
        var state = call.Typed("state");
        if (json.Length == 0 && (nameProblem is not null || wrong.Count > 0))
        {
            return NewAppForms.EmptyAsync(
                call,
                owner,
                manifest,
                state,
                [.. wrong, .. nameProblem is null ? [] : new[] { nameProblem }]
            );
        }

        if (wrong.Count > 0)
        {
            return NewAppForms.InvalidAsync(call, wrong);
        }

        if (nameProblem is not null)
        {
            return NewAppForms.ConfirmAsync(
                call,
                owner,
                manifest,
                json,
                state,
                name,
                [nameProblem]
            );
        }

        var code = call.World.CreateApp(owner, manifest, name);
        call.Redirect(
            code.App.RedirectUrl is { } redirect
                ? With(redirect, ("code", code.Value), ("state", state))
                : code.App.SettingsPath
        );
        return Task.CompletedTask;
    }

    /// <summary>What cannot be read is not judged as well.</summary>
    private static IReadOnlyList<string> Wrong(
        PageCall call,
        Manifest manifest,
        IReadOnlyList<string> unreadable
    ) =>
        unreadable.Count > 0
            ? unreadable
            : [.. manifest.Problems(call.World.Options.RefuseLocalWebhooks)];

    /// <summary>This page's address with its state, and nothing else but what is given.</summary>
    private static string Address(PageCall call, params (string Name, string Value)[] more)
    {
        var path = call.Http.Request.Path.ToUriComponent();
        return With(path, [("state", call.Query("state")), .. more]);
    }

    /// <summary>An address with further parameters; those without a value are left out.</summary>
    public static string With(string url, params (string Name, string Value)[] parameters)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parameters.Where(parameter => parameter.Value.Length > 0))
        {
            query.Add(name, value);
        }

        var text = query.ToString();
        return url.Contains('?', StringComparison.Ordinal) && text.Length > 0
            ? $"{url}&{text[1..]}"
            : url + text;
    }
}
