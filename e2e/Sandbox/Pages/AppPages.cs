namespace Sandbox.Pages;

/// <summary>The list of an owner's apps, and the settings of each.</summary>
internal static class AppPages
{
    public static void Map(PageMap pages)
    {
        foreach (var settings in PageMap.AppOwners)
        {
            pages.Get(settings + "/apps", ListAsync);
            pages.Get(settings + "/apps/{slug}", call => ShowAsync(call, []));
            pages.Post(settings + "/apps/{slug}", SaveAsync);
            pages.Post(settings + "/apps/{slug}/keys", AddKeyAsync);
            pages.Post(settings + "/apps/{slug}/client_secrets", AddClientSecretAsync);
        }
    }

    /// <summary>The app of the address, if the person runs its owner.</summary>
    public static App? Find(PageCall call) =>
        call.Owner() is { } owner
        && call.World.FindApp(call.Route("slug")) is { } app
        && app.Owner.Id == owner.Id
            ? app
            : null;

    private static Task ListAsync(PageCall call)
    {
        if (call.Owner() is not { } owner)
        {
            return call.NotFoundAsync();
        }

        var apps = call.World.AppsOf(owner).ToList();
        var list =
            apps.Count == 0
                ? Html.Of($"<p>No GitHub Apps.</p>")
                : Html.Of(
                    $"""<ul>{Html.Each(apps, app => Html.Of($"""<li><a href="{app.SettingsPath}">{app.Name}</a></li>"""))}</ul>"""
                );
        return call.ShowAsync(
            200,
            $"GitHub Apps of {owner.Login}",
            Html.Of($"""{list}<p><a href="{owner.SettingsPath}/apps/new">New GitHub App</a></p>""")
        );
    }

    private static Task ShowAsync(PageCall call, string[] problems, Html? notice = null)
    {
        if (Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        return call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            app.Name,
            Html.Of(
                $"""
                {Layout.AppNav(call, app, "General")}
                {notice}
                <h2>About</h2>
                <dl>
                <dt>Owned by</dt><dd>{app.Owner.Login}</dd>
                <dt>App ID</dt><dd>{app.Id}</dd>
                <dt>Client ID</dt><dd><code>{app.ClientId}</code></dd>
                <dt>Webhook</dt><dd>{(
                    app.Hook.Url is null ? "none"
                    : app.Hook.Active ? "active"
                    : "not active"
                )}, {app.Hook.ContentType}, TLS {(
                    app.Hook.InsecureSsl == "0" ? "verified" : "not verified"
                )}</dd>
                </dl>
                <h2>Addresses</h2>
                {Layout.Problems(problems)}
                <form method="post" action="{app.SettingsPath}">
                {Layout.Token(call)}
                {Layout.Field("GitHub App name", "name", app.Name)}
                {Layout.Field("Homepage URL", "url", app.HomepageUrl)}
                {Layout.Field(
                    "Callback URLs",
                    "callback_urls",
                    string.Join(' ', app.CallbackUrls),
                    hint: "Separated by spaces"
                )}
                {Layout.Field("Setup URL", "setup_url", app.SetupUrl)}
                {Layout.Field("Webhook URL", "hook_url", app.Hook.Url)}
                <button class="go">Save changes</button>
                </form>
                {Credentials(call, app)}
                {Layout.Permissions(app.Permissions)}
                <h2>Events</h2>
                {Layout.Events(app.Events)}
                """
            )
        );
    }

    private static Html Credentials(PageCall call, App app) =>
        Html.Of(
            $"""
            <h2>Client secrets</h2>
            <ul>{Html.Each(
                app.ClientSecrets,
                secret => Html.Of($"<li><code>*****{secret[^8..]}</code></li>")
            )}</ul>
            {Layout.Button(
                call,
                app.SettingsPath + "/client_secrets",
                "Generate a new client secret"
            )}
            <h2>Private keys</h2>
            <ul>{Html.Each(
                app.Keys,
                key => Html.Of($"<li><code>{key.Fingerprint}</code></li>")
            )}</ul>
            {Layout.Button(call, app.SettingsPath + "/keys", "Generate a private key")}
            """
        );

    private static Task SaveAsync(PageCall call)
    {
        if (Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        var name = call.Typed("name");
        var problem = name == app.Name ? null : call.World.NameProblem(name, app.Owner);
        if (problem is not null)
        {
            return ShowAsync(call, [problem]);
        }

        if (name != app.Name)
        {
            call.World.RenameApp(app, name);
        }

        app.HomepageUrl = call.Typed("url");
        app.CallbackUrls =
        [
            .. call.Typed("callback_urls").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        app.SetupUrl = call.Typed("setup_url") is { Length: > 0 } setup ? setup : null;
        app.Hook.Url = call.Typed("hook_url") is { Length: > 0 } hook ? hook : null;
        app.Hook.Active = app.Hook.Url is not null;
        app.UpdatedAt = app.Hook.UpdatedAt = call.World.Clock.Now;
        call.Redirect(app.SettingsPath);
        return Task.CompletedTask;
    }

    /// <summary>GitHub lets the browser download the key, as NAME.DATE.private-key.pem.</summary>
    private static async Task AddKeyAsync(PageCall call)
    {
        if (Find(call) is not { } app)
        {
            await call.NotFoundAsync();
            return;
        }

        var pem = call.World.AddKey(app);
        var answer = call.Http.Response;
        answer.ContentType = "application/x-pem-file";
        answer.Headers.CacheControl = "no-store";
        answer.Headers.ContentDisposition =
            $"attachment; filename=\"{app.Slug}.{call.World.Clock.Now:yyyy-MM-dd}.private-key.pem\"";
        await answer.WriteAsync(pem);
    }

    private static Task AddClientSecretAsync(PageCall call)
    {
        if (Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        var secret = call.World.Secrets.Keep("client secret", Secret.Hex(40));
        app.ClientSecrets.Add(secret);
        return ShowAsync(
            call,
            [],
            Html.Of(
                $"""<p role="status">Your new client secret, shown only now: <code>{secret}</code></p>"""
            )
        );
    }
}
