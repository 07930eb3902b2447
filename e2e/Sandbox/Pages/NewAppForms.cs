namespace Sandbox.Pages;

/// <summary>What the pages for a new app look like.</summary>
internal static class NewAppForms
{
    private static readonly string[] _commonPermissions =
    [
        "contents",
        "pull_requests",
        "statuses",
        "checks",
        "administration",
    ];
    private static readonly string[] _commonEvents =
    [
        "push",
        "pull_request",
        "create",
        "delete",
        "repository",
    ];

    /// <summary>A manifest that GitHub refuses: it says why, and there is nothing to press.</summary>
    public static Task InvalidAsync(PageCall call, IReadOnlyCollection<string> problems) =>
        call.ShowAsync(
            422,
            "Invalid GitHub App configuration",
            Html.Of(
                $"""
                <p>The configuration does not appear to be a valid GitHub App manifest.</p>
                <ul>{Html.Each(problems, problem => Html.Of($"<li>Error: {problem}</li>"))}</ul>
                """
            )
        );

    /// <summary>What will be created. The name may be changed here, and has to be if it is not free.</summary>
    public static Task ConfirmAsync(
        PageCall call,
        Account owner,
        Manifest manifest,
        string json,
        string state,
        string name,
        string[] problems
    ) =>
        call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            "Create a GitHub App",
            Html.Of(
                $"""
                <p>Another site asks to register a GitHub App that <strong>{owner.Login}</strong> will own. After that you go back to {Target(
                    manifest
                )}.</p>
                {Layout.Problems(problems)}
                <form method="post" action="{owner.SettingsPath}/apps">
                {Layout.Token(call)}
                {Layout.Hidden("state", state)}
                {Layout.Hidden("manifest", json)}
                {Layout.Field(
                    "GitHub App name",
                    "name",
                    name,
                    hint: "Up to 34 characters, not taken on this server. You may change it."
                )}
                <button class="go">Create GitHub App for {owner.Login}</button>
                </form>
                <h2>What will be registered</h2>
                <dl>
                <dt>Homepage</dt><dd>{manifest.Url}</dd>
                <dt>Webhook</dt><dd>{(
                    manifest.HookUrl is null ? "none"
                    : manifest.HookActive ? manifest.HookUrl
                    : manifest.HookUrl + " (not active)"
                )}</dd>
                <dt>Redirect URL</dt><dd>{manifest.RedirectUrl ?? "none"}</dd>
                <dt>Callback URLs</dt><dd>{(
                    manifest.CallbackUrls.Count == 0
                        ? "none"
                        : string.Join(", ", manifest.CallbackUrls)
                )}</dd>
                <dt>Setup URL</dt><dd>{manifest.SetupUrl ?? "none"}</dd>
                <dt>Can be installed by</dt><dd>{(
                    manifest.Public ? "any account" : $"only {owner.Login}"
                )}</dd>
                </dl>
                <h2>Permissions</h2>
                {PermissionWords.Of(manifest.Permissions)}
                <h2>Events</h2>
                {Layout.Events(manifest.Events)}
                """
            ),
            manifest.RedirectUrl,
            focused: true
        );

    public static Task EmptyAsync(
        PageCall call,
        Account owner,
        Manifest manifest,
        string state,
        string[] problems
    ) =>
        call.ShowAsync(
            problems.Length == 0 ? 200 : 422,
            "Register new GitHub App",
            Html.Of(
                $"""
                <p>The app will belong to <strong>{owner.Login}</strong>.</p>
                {Layout.Problems(problems)}
                <form method="post" action="{owner.SettingsPath}/apps">
                {Layout.Token(call)}
                {Layout.Hidden("state", state)}
                {Layout.Field("GitHub App name", "name", manifest.Name)}
                {Layout.Field("Homepage URL", "url", manifest.Url)}
                {Layout.Field(
                    "Callback URL",
                    "callback_url",
                    manifest.CallbackUrls is [var first, ..] ? first : null
                )}
                {Layout.Field("Setup URL", "setup_url", manifest.SetupUrl)}
                {Layout.Field(
                    "Webhook URL",
                    "hook_url",
                    manifest.HookUrl,
                    hint: "Leave it empty for an app without a webhook."
                )}
                {Layout.Field("Webhook secret", "hook_secret", "")}
                <fieldset><legend>Permissions</legend>{Html.Each(
                    _commonPermissions,
                    permission => Level(manifest, permission)
                )}</fieldset>
                <fieldset><legend>Events</legend>{Html.Each(
                    _commonEvents,
                    name => Subscription(manifest, name)
                )}</fieldset>
                <p><label><input type="checkbox" name="public" value="true"> Any account may install this app</label></p>
                <button class="go">Create GitHub App</button>
                </form>
                """
            )
        );

    /// <summary>What was typed on the empty form.</summary>
    public static Manifest Typed(PageCall call)
    {
        var hook = call.Typed("hook_url");
        return new Manifest
        {
            Name = call.Typed("name"),
            Url = call.Typed("url"),
            HasHook = hook.Length > 0,
            HookUrl = hook.Length > 0 ? hook : null,
            HookSecret = call.Typed("hook_secret") is { Length: > 0 } secret ? secret : null,
            CallbackUrls = call.Typed("callback_url") is { Length: > 0 } callback ? [callback] : [],
            SetupUrl = call.Typed("setup_url") is { Length: > 0 } setup ? setup : null,
            Public = call.Typed("public") == "true",
            Events = [.. call.Values("events").OfType<string>()],
            Permissions = _commonPermissions
                .Select(permission =>
                    KeyValuePair.Create(permission, call.Typed("permission_" + permission))
                )
                .Where(pair => pair.Value.Length > 0)
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        };
    }

    private static Html Target(Manifest manifest) =>
        Uri.TryCreate(manifest.RedirectUrl, UriKind.Absolute, out var target)
            ? Html.Of($"<code>{target.Authority}</code>")
            : Html.Of($"the app's page here");

    private static Html Level(Manifest manifest, string permission)
    {
        var chosen = manifest.Permissions.GetValueOrDefault(permission, "");
        var options = Html.Each(
            [("", "No access"), ("read", "Read-only"), ("write", "Read and write")],
            ((string Value, string Text) option) =>
                option.Value == chosen
                    ? Html.Of($"""<option value="{option.Value}" selected>{option.Text}</option>""")
                    : Html.Of($"""<option value="{option.Value}">{option.Text}</option>""")
        );
        return Html.Of(
            $"""<p class="field"><label for="permission_{permission}">{permission}</label><select id="permission_{permission}" name="permission_{permission}">{options}</select></p>"""
        );
    }

    private static Html Subscription(Manifest manifest, string name)
    {
        var tick = new Html(
            manifest.Events.Contains(name, StringComparer.Ordinal) ? " checked" : ""
        );
        return Html.Of(
            $"""<label><input type="checkbox" name="events" value="{name}"{tick}> {name}</label>"""
        );
    }
}
