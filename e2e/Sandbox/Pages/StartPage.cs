namespace Sandbox.Pages;

/// <summary>Who is signed in, and where to go.</summary>
internal static class StartPage
{
    public static void Map(PageMap pages) => pages.Get("/", ShowAsync, signedIn: false);

    private static Task ShowAsync(PageCall call)
    {
        var content = call.Session is null
            ? Html.Of(
                $"""<p>A stand-in for {call.World.Flavour.Title()}, for rehearsals: it has people, organizations, repositories and GitHub Apps, and forgets everything when it stops.</p><p><a href="/login">Sign in</a> as <code>octocat</code>, <code>hubot</code>, <code>monalisa</code> or <code>nobody</code>, each with the password <code>sandbox</code>.</p>"""
            )
            : SignedIn(call);
        return call.ShowAsync(200, $"{call.World.Flavour.Title()} sandbox", content);
    }

    private static Html SignedIn(PageCall call) =>
        Html.Of(
            $"""
            <p>You are {call.User.Name} (<code>{call.User.Login}</code>){Html.When(
                call.User.SiteAdmin,
                () => Html.Of($", a site administrator")
            )}.</p>
            <h2>Your account</h2>
            <ul>
            <li><a href="/settings/apps">Your GitHub Apps</a></li>
            <li><a href="/settings/installations">Your installed GitHub Apps</a></li>
            </ul>
            <h2>Organizations</h2>
            {Organizations(call)}
            {Enterprise(call)}
            """
        );

    private static Html Enterprise(PageCall call) =>
        Html.When(
            call.World.Enterprise.IsRunBy(call.User),
            () =>
                Html.Of(
                    $"""
                    <h2>Enterprise</h2>
                    <ul><li>{call.World.Enterprise.Name} (owner): <a href="{call.World.Enterprise.SettingsPath}/apps">GitHub Apps of {call.World.Enterprise.Login}</a></li></ul>
                    """
                )
        );

    private static Html Organizations(PageCall call)
    {
        var all = call.World.OrganizationsOf(call.User).ToList();
        return all.Count == 0
            ? Html.Of($"<p>You belong to no organization.</p>")
            : Html.Of($"<ul>{Html.Each(all, organization => One(call, organization))}</ul>");
    }

    private static Html One(PageCall call, Account organization) =>
        organization.IsRunBy(call.User)
            ? Html.Of(
                $"""<li>{organization.Login} (owner): <a href="{organization.SettingsPath}/apps">GitHub Apps of {organization.Login}</a>, <a href="{organization.SettingsPath}/installations">installed in {organization.Login}</a></li>"""
            )
            : Html.Of($"<li>{organization.Login} (member)</li>");
}
