namespace Sandbox.Pages;

/// <summary>
/// What an app asks for, as its owner changes it. Each account that has installed the app then accepts the change, or not.
/// https://docs.github.com/apps/maintaining-github-apps/modifying-a-github-app-registration#changing-the-permissions-of-a-github-app
/// </summary>
internal static class AppPermissionPages
{
    private const string None = "none";
    private const string Level = "permission_";

    public static void Map(PageMap pages)
    {
        foreach (var settings in PageMap.AppOwners)
        {
            pages.Get(settings + "/apps/{slug}/permissions", ShowAsync);
            pages.Post(settings + "/apps/{slug}/permissions", SaveAsync);
        }
    }

    private static Task ShowAsync(PageCall call) =>
        AppPages.Find(call) is { } app
            ? call.ShowAsync(
                200,
                $"Permissions & events of {app.Name}",
                Html.Of(
                    $"""
                    {Layout.AppNav(call, app, "Permissions & events")}
                    <form method="post" action="{app.SettingsPath}/permissions">
                    {Layout.Token(call)}
                    <h2>Permissions</h2>
                    {Html.Each(
                        Permissions.All.OrderBy(one => one.Key, StringComparer.Ordinal),
                        one => Choice(app, one.Key, one.Value)
                    )}
                    <h2>Subscribe to events</h2>
                    {Html.Each(
                        Permissions.Events.Order(StringComparer.Ordinal),
                        name => Box(app, name)
                    )}
                    <p class="choices"><button class="go">Save changes</button></p>
                    </form>
                    """
                )
            )
            : call.NotFoundAsync();

    private static Html Choice(App app, string name, string[] levels)
    {
        var has = app.Permissions.GetValueOrDefault(name, None);
        return Html.Of(
            $"""<p class="field"><label for="{name}">{name}</label><select id="{name}" name="{Level + name}">{Html.Each(levels.Prepend(None), level => level == has ? Html.Of($"<option selected>{level}</option>") : Html.Of($"<option>{level}</option>"))}</select></p>"""
        );
    }

    private static Html Box(App app, string name) =>
        app.Events.Contains(name, StringComparer.Ordinal)
            ? Html.Of(
                $"""<p><label><input type="checkbox" name="events" value="{name}" checked> {name}</label></p>"""
            )
            : Html.Of(
                $"""<p><label><input type="checkbox" name="events" value="{name}"> {name}</label></p>"""
            );

    private static Task SaveAsync(PageCall call)
    {
        if (AppPages.Find(call) is not { } app)
        {
            return call.NotFoundAsync();
        }

        var permissions = Permissions
            .All.Keys.Select(name => (Name: name, Level: call.Typed(Level + name)))
            .Where(one => Permissions.Allows(one.Name, one.Level))
            .ToDictionary(one => one.Name, one => one.Level, StringComparer.Ordinal);
        var events = call.Values("events")
            .OfType<string>()
            .Where(name => Permissions.Supports(permissions, name));
        call.World.ChangePermissions(app, permissions, events);
        call.Redirect(app.SettingsPath + "/permissions");
        return Task.CompletedTask;
    }
}
