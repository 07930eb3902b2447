namespace Sandbox.Pages;

/// <summary>The frame of every page, and the pieces that forms are made of.</summary>
internal static class Layout
{
    public static Html Page(PageCall call, string title, Html content, bool focused) =>
        Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · Sandbox</title>
            <link rel="stylesheet" href="/_sandbox/site.css">
            </head>
            <body>
            <header class="bar">
            <a class="brand" href="/">Sandbox</a>
            <span class="note">a stand-in for {call.World.Flavour.Title()}</span>
            {Who(call)}
            </header>
            <main class="{(focused ? "focused" : "")}">
            <h1>{title}</h1>
            {content}
            </main>
            </body>
            </html>
            """
        );

    /// <summary>The hidden field that proves that a form came from one of our pages.</summary>
    public static Html Token(PageCall call) =>
        Html.Of(
            $"""<input type="hidden" name="authenticity_token" value="{call.Session?.FormToken}">"""
        );

    public static Html Hidden(string name, string? value) =>
        Html.When(
            !string.IsNullOrEmpty(value),
            () => Html.Of($"""<input type="hidden" name="{name}" value="{value}">""")
        );

    public static Html Field(
        string label,
        string name,
        string? value,
        string type = "text",
        string hint = ""
    )
    {
        var help = Html.When(
            hint.Length > 0,
            () => Html.Of($"""<span class="hint" id="{name}-hint">{hint}</span>""")
        );
        var described = Html.When(
            hint.Length > 0,
            () => Html.Of($"""aria-describedby="{name}-hint" """)
        );
        return Html.Of(
            $"""<p class="field"><label for="{name}">{label}</label><input id="{name}" name="{name}" type="{type}" value="{value}" {described}autocomplete="off">{help}</p>"""
        );
    }

    /// <summary>A form that is nothing but a button.</summary>
    public static Html Button(
        PageCall call,
        string action,
        string text,
        string style = "",
        Html? inside = null
    ) =>
        Html.Of(
            $"""<form method="post" action="{action}" class="inline">{Token(call)}{inside}<button class="{style}">{text}</button></form>"""
        );

    /// <summary>Problems, announced and linked to nothing: they stand above what caused them.</summary>
    public static Html Problems(IReadOnlyCollection<string> problems) =>
        Html.When(
            problems.Count > 0,
            () =>
                Html.Of(
                    $"""<div class="problems" role="alert"><ul>{Html.Each(problems, problem => Html.Of($"<li>{problem}</li>"))}</ul></div>"""
                )
        );

    public static Html Permissions(IEnumerable<KeyValuePair<string, string>> permissions) =>
        Html.Of(
            $"""
            <table><caption>Permissions</caption>
            <thead><tr><th scope="col">Permission</th><th scope="col">Access</th></tr></thead>
            <tbody>{Html.Each(
                permissions.OrderBy(p => p.Key, StringComparer.Ordinal),
                p =>
                    Html.Of(
                        $"""<tr><th scope="row"><code>{p.Key}</code></th><td>{p.Value}</td></tr>"""
                    )
            )}</tbody>
            </table>
            """
        );

    /// <summary>The parts of an app's settings, as its owner sees them beside each other.</summary>
    public static Html AppNav(PageCall call, App app, string current)
    {
        var here = call.World.PathOf(app);
        (string Name, string Path)[] parts =
        [
            ("General", app.SettingsPath),
            ("Permissions & events", app.SettingsPath + "/permissions"),
            ("Install App", here + "/installations/new"),
            ("Advanced", app.SettingsPath + "/advanced"),
            ("Public page", here),
        ];
        return Html.Of(
            $"<nav class=\"tabs\" aria-label=\"Settings of {app.Name}\">{Html.Each(parts, part => part.Name == current ? Html.Of($"<a href=\"{part.Path}\" aria-current=\"page\">{part.Name}</a>") : Html.Of($"<a href=\"{part.Path}\">{part.Name}</a>"))}</nav>"
        );
    }

    public static Html Events(IReadOnlyCollection<string> events) =>
        events.Count == 0
            ? Html.Of($"<p>No events.</p>")
            : Html.Of(
                $"<ul>{Html.Each(events, name => Html.Of($"<li><code>{name}</code></li>"))}</ul>"
            );

    private static Html Who(PageCall call) =>
        call.Session is null
            ? Html.Of($"""<nav aria-label="Account"><a href="/login">Sign in</a></nav>""")
            : Html.Of(
                $"""<nav aria-label="Account"><span>Signed in as <strong>{call.User.Login}</strong></span>{Button(call, "/logout", "Sign out", "small")}</nav>"""
            );
}
