using System.Globalization;

namespace Sandbox.Pages;

/// <summary>
/// What is installed on an account, who asks for more, and the settings of each installation.
/// https://docs.github.com/apps/using-github-apps/reviewing-and-modifying-installed-github-apps
/// </summary>
internal static class InstallationPages
{
    public static void Map(PageMap pages)
    {
        foreach (var settings in PageMap.Accounts)
        {
            var one = settings + "/installations/{id:long}";
            pages.Get(settings + "/installations", ListAsync);
            pages.Post(
                settings + "/installations/requests/{id:long}/approve",
                call => AnswerAsync(call, approve: true)
            );
            pages.Post(
                settings + "/installations/requests/{id:long}/deny",
                call => AnswerAsync(call, approve: false)
            );
            pages.Get(
                one,
                call => Find(call) is { } found ? ShowAsync(call, found, []) : call.NotFoundAsync()
            );
            pages.Post(one, ChangeAsync);
            pages.Post(
                one + "/suspend",
                call => DoAsync(call, found => call.World.Suspend(found, call.User))
            );
            pages.Post(one + "/unsuspend", UnsuspendAsync);
            pages.Post(
                one + "/permissions",
                call => DoAsync(call, found => call.World.AcceptPermissions(found, call.User))
            );
            pages.Post(one + "/uninstall", UninstallAsync);
        }
    }

    private static Task ListAsync(PageCall call)
    {
        if (call.Owner() is not { } owner)
        {
            return call.NotFoundAsync();
        }

        var installed = call
            .World.Installations.Values.Where(i => i.Account.Id == owner.Id)
            .OrderBy(i => i.Id)
            .ToList();
        var requests = call
            .World.InstallationRequests.Values.Where(r => r.Account.Id == owner.Id)
            .OrderBy(r => r.Id)
            .ToList();
        return call.ShowAsync(
            200,
            $"Installed GitHub Apps of {owner.Login}",
            Html.Of(
                $"""
                {(
                    installed.Count == 0
                        ? Html.Of($"<p>No GitHub Apps are installed.</p>")
                        : Html.Of(
                            $"""<ul>{Html.Each(installed, i => Html.Of($"""<li>{i.App.Name}{(i.SuspendedAt is null ? "" : " (suspended)")}: <a href="{i.SettingsPath}">Configure {i.App.Name}</a></li>"""))}</ul>"""
                        )
                )}
                <h2>Pending requests</h2>
                {(
                    requests.Count == 0
                        ? Html.Of($"<p>No pending requests.</p>")
                        : Html.Of(
                            $"<ul>{Html.Each(requests, request => One(call, owner, request))}</ul>"
                        )
                )}
                """
            )
        );
    }

    private static Html One(PageCall call, Account owner, InstallationRequest request)
    {
        var path = $"{owner.SettingsPath}/installations/requests/{request.Id}";
        return Html.Of(
            $"""<li>{request.Requester.Login} asks for {request.App.Name} {Layout.Button(call, path + "/approve", "Approve", "go")} {Layout.Button(call, path + "/deny", "Deny")}</li>"""
        );
    }

    private static Task AnswerAsync(PageCall call, bool approve)
    {
        if (
            call.Owner() is not { } owner
            || !call.World.InstallationRequests.TryGetValue(IdOf(call), out var request)
            || request.Account.Id != owner.Id
        )
        {
            return call.NotFoundAsync();
        }

        if (approve)
        {
            call.World.Approve(request, call.User);
        }
        else
        {
            call.World.Deny(request);
        }

        call.Redirect(owner.SettingsPath + "/installations");
        return Task.CompletedTask;
    }

    private static Task ShowAsync(PageCall call, Installation installation, string[] problems)
    {
        var path = installation.SettingsPath;
        return call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            $"{installation.App.Name} on {installation.Account.Login}",
            Html.Of(
                $"""
                {Html.When(
                    installation.SuspendedAt is not null,
                    () =>
                        Html.Of(
                            $"""<p role="status">This installation is suspended{(installation.SuspendedByApp ? " by the app's owner, who alone can lift it" : "")}.</p>"""
                        )
                )}
                {Html.When(
                    installation.AwaitsAcceptance,
                    () =>
                        Html.Of(
                            $"<div>The app asks for other permissions. {Layout.Button(call, path + "/permissions", "Accept new permissions", "go")}</div>"
                        )
                )}
                {Layout.Problems(problems)}
                <form method="post" action="{path}">
                {Layout.Token(call)}
                {RepositoryChoice.Of(
                    call,
                    installation.Account,
                    installation.All,
                    installation.Selected
                )}
                <button class="go">Save</button>
                </form>
                {Layout.Permissions(installation.Permissions)}
                <section class="danger" aria-labelledby="danger">
                <h2 id="danger">Danger zone</h2>
                <div>{(
                    installation.SuspendedAt is null
                        ? Layout.Button(call, path + "/suspend", "Suspend", "stop")
                        : Layout.Button(call, path + "/unsuspend", "Unsuspend")
                )}
                {Layout.Button(call, path + "/uninstall", "Uninstall", "stop")}</div>
                </section>
                """
            ),
            installation.App.SetupOnUpdate ? installation.App.SetupUrl : null
        );
    }

    private static Task ChangeAsync(PageCall call)
    {
        if (Find(call) is not { } installation)
        {
            return call.NotFoundAsync();
        }

        var (selected, problem) = RepositoryChoice.Read(call, installation.Account);
        if (problem is not null)
        {
            return ShowAsync(call, installation, [problem]);
        }

        call.World.ChangeRepositories(installation, selected, call.User);
        var app = installation.App;
        call.Redirect(
            app is { SetupOnUpdate: true, SetupUrl: not null }
                ? NewAppPages.With(
                    app.SetupUrl,
                    ("installation_id", $"{installation.Id}"),
                    ("setup_action", "update")
                )
                : installation.SettingsPath
        );
        return Task.CompletedTask;
    }

    private static Task UnsuspendAsync(PageCall call) =>
        Find(call) is { SuspendedByApp: true } found
            ? ShowAsync(
                call,
                found,
                ["The app's owner suspended this installation, and alone can lift it."]
            )
            : DoAsync(call, installation => call.World.Unsuspend(installation, call.User));

    private static Task UninstallAsync(PageCall call)
    {
        if (Find(call) is not { } installation)
        {
            return call.NotFoundAsync();
        }

        call.World.Uninstall(installation, call.User);
        call.Redirect(installation.Account.SettingsPath + "/installations");
        return Task.CompletedTask;
    }

    private static Task DoAsync(PageCall call, Action<Installation> action)
    {
        if (Find(call) is not { } installation)
        {
            return call.NotFoundAsync();
        }

        action(installation);
        call.Redirect(installation.SettingsPath);
        return Task.CompletedTask;
    }

    private static Installation? Find(PageCall call) =>
        call.Owner() is { } owner
        && call.World.Installations.TryGetValue(IdOf(call), out var found)
        && found.Account.Id == owner.Id
            ? found
            : null;

    private static long IdOf(PageCall call) =>
        long.Parse(call.Route("id")!, CultureInfo.InvariantCulture);
}
