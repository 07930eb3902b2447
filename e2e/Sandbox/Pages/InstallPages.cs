namespace Sandbox.Pages;

/// <summary>
/// The public page of an app and its installation.
/// https://docs.github.com/apps/using-github-apps/installing-a-github-app-from-a-third-party
/// </summary>
internal static class InstallPages
{
    public static void Map(PageMap pages)
    {
        var app = pages.World.Flavour.AppsPath() + "/{slug}";
        pages.Get(app, PublicAsync, signedIn: false);
        pages.Get(
            app + "/installations/new",
            call => IsReady(call) ? ChooseAsync(call) : call.NotFoundAsync()
        );
        pages.Get(app + "/installations/new/permissions", AskAsync);
        pages.Post(app + "/installations", InstallAsync);
    }

    /// <summary>A busy server has no page yet for an app that was created a moment ago.</summary>
    private static bool IsReady(PageCall call) =>
        call.World.FindApp(call.Route("slug")) is { } app
        && app.CreatedAt + call.World.InstallPageDelay <= call.World.Clock.Now;

    private static Task PublicAsync(PageCall call)
    {
        var app = call.World.FindApp(call.Route("slug"));
        return
            app is null || !app.Public && (call.Session is null || !app.Owner.IsSeenBy(call.User))
            ? call.NotFoundAsync()
            : call.ShowAsync(
                200,
                app.Name,
                Html.Of(
                    $"""
                    <p>{app.Description}</p>
                    <p>By {app.Owner.Login}. <a href="{Home(app)}">Homepage</a></p>
                    <p><a href="{call.World.PathOf(app)}/installations/new">Install</a></p>
                    {Layout.Permissions(app.Permissions)}
                    """
                )
            );
    }

    /// <summary>Only a web address becomes a link.</summary>
    private static string Home(App app) =>
        app.HomepageUrl.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? app.HomepageUrl
            : "/";

    private static Task ChooseAsync(PageCall call)
    {
        if (
            call.World.FindApp(call.Route("slug")) is not { } app
            || Targets(call, app) is not { Count: > 0 } targets
        )
        {
            return call.NotFoundAsync();
        }

        var state = call.Query("state");
        if (targets.Count == 1)
        {
            call.Redirect(Address(call, app, targets[0], state));
            return Task.CompletedTask;
        }

        return call.ShowAsync(
            200,
            $"Install {app.Name}",
            Html.Of(
                $"""<p>Where do you want to install {app.Name}?</p><ul>{Html.Each(targets, target => Choice(call, app, target, state))}</ul>"""
            )
        );
    }

    private static Html Choice(PageCall call, App app, Account target, string state)
    {
        var note =
            call.World.FindInstallation(app, target) is not null ? "installed, configure"
            : target.IsRunBy(call.User) ? target.Type
            : "you may request it";
        return Html.Of(
            $"""<li><a href="{Address(call, app, target, state)}">{target.Login}</a> <span class="note">{note}</span></li>"""
        );
    }

    private static Task AskAsync(PageCall call)
    {
        if (Target(call, call.Query("target_id")) is not var (app, target))
        {
            return call.NotFoundAsync();
        }

        if (call.World.FindInstallation(app, target) is { } already)
        {
            call.Redirect(already.SettingsPath);
            return Task.CompletedTask;
        }

        return ShowAsync(call, app, target, call.Query("state"), []);
    }

    private static Task ShowAsync(
        PageCall call,
        App app,
        Account target,
        string state,
        string[] problems
    )
    {
        var runs = target.IsRunBy(call.User);
        return call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            $"Install {app.Name} on {target.Login}",
            Html.Of(
                $"""
                {Html.When(
                    !runs,
                    () =>
                        Html.Of(
                            $"<p>You are not an owner of {target.Login}: an owner has to approve your request.</p>"
                        )
                )}
                {Layout.Problems(problems)}
                <form method="post" action="{call.World.PathOf(app)}/installations">
                {Layout.Token(call)}
                {Layout.Hidden("state", state)}
                {Layout.Hidden("target_id", $"{target.Id}")}
                {RepositoryChoice.Of(call, target, all: true, selected: [])}
                <h2>With these permissions</h2>
                {PermissionWords.Of(app.Permissions)}
                <p class="choices"><button class="go">{(
                    runs ? "Install" : "Request"
                )}</button> <a href="{call.World.PathOf(app)}">Cancel</a></p>
                {Html.When(
                    app.SetupUrl is not null,
                    () =>
                        Html.Of(
                            $"""<p class="note">Next: you go to {app.SetupUrl} to complete the setup.</p>"""
                        )
                )}
                </form>
                """
            ),
            app.RequestOAuthOnInstall ? app.CallbackUrls.FirstOrDefault() : app.SetupUrl,
            focused: true
        );
    }

    private static Task InstallAsync(PageCall call)
    {
        if (Target(call, call.Typed("target_id")) is not var (app, target))
        {
            return call.NotFoundAsync();
        }

        var (selected, problem) = RepositoryChoice.Read(call, target);
        if (problem is not null)
        {
            return ShowAsync(call, app, target, call.Typed("state"), [problem]);
        }

        var state = call.Typed("state");
        if (!target.IsRunBy(call.User))
        {
            call.World.RequestInstallation(app, target, call.User, selected);
            call.Redirect(
                app.SetupUrl is null
                    ? call.World.PathOf(app)
                    : NewAppPages.With(app.SetupUrl, ("setup_action", "request"), ("state", state))
            );
            return Task.CompletedTask;
        }

        var installation = call.World.Install(app, target, call.User, selected);
        call.Redirect(After(call, installation, state));
        return Task.CompletedTask;
    }

    /// <summary>To the setup URL; an app that asks for authorization as well gets its code at the callback URL instead.</summary>
    private static string After(PageCall call, Installation installation, string state)
    {
        var app = installation.App;
        var about = ("installation_id", $"{installation.Id}");
        if (app.RequestOAuthOnInstall && app.CallbackUrls.Count > 0)
        {
            var code = call.World.Authorize(app, call.User, app.CallbackUrls[0]);
            return NewAppPages.With(
                app.CallbackUrls[0],
                ("code", code.Value),
                about,
                ("setup_action", "install"),
                ("state", state)
            );
        }

        return app.SetupUrl is null
            ? installation.SettingsPath
            : NewAppPages.With(app.SetupUrl, about, ("setup_action", "install"), ("state", state));
    }

    private static string Address(PageCall call, App app, Account target, string state) =>
        NewAppPages.With(
            $"{call.World.PathOf(app)}/installations/new/permissions",
            ("target_id", $"{target.Id}"),
            ("state", state)
        );

    private static (App App, Account Target)? Target(PageCall call, string id) =>
        call.World.FindApp(call.Route("slug")) is { } app
        && Targets(call, app).FirstOrDefault(account => $"{account.Id}" == id) is { } target
            ? (app, target)
            : null;

    /// <summary>
    /// A private app goes onto its owner's account only, an enterprise's onto its organizations; else the own account and the
    /// organizations one is in.
    /// </summary>
    private static List<Account> Targets(PageCall call, App app)
    {
        var all = new[] { call.User }.Concat(call.World.OrganizationsOf(call.User));
        return
        [
            .. all.Where(account =>
                app.Owner.Kind == AccountKind.Enterprise
                    ? account.IsInEnterprise
                    : app.Public || account.Id == app.Owner.Id
            ),
        ];
    }
}
