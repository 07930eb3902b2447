namespace Sandbox.Pages;

/// <summary>Permissions in the sentences that the pages for installing and creating an app say them in, one for each level.</summary>
internal static class PermissionWords
{
    private static readonly (string Level, string Words)[] _levels =
    [
        ("read", "Read access to"),
        ("write", "Read and write access to"),
        ("admin", "Admin access to"),
    ];

    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        ["contents"] = "code",
        ["statuses"] = "commit statuses",
        ["single_file"] = "a single file",
    };

    public static Html Of(IReadOnlyDictionary<string, string> permissions) =>
        permissions.Count == 0
            ? Html.Of($"<p>No permissions.</p>")
            : Html.Of(
                $"""<ul class="ticks">{Html.Each(_levels, level => Sentence(permissions, level.Level, level.Words))}</ul>"""
            );

    private static Html Sentence(
        IReadOnlyDictionary<string, string> permissions,
        string level,
        string words
    )
    {
        var names = permissions
            .Where(pair => pair.Value == level)
            .Select(pair => _names.GetValueOrDefault(pair.Key, pair.Key.Replace('_', ' ')))
            .Order(StringComparer.Ordinal)
            .ToList();
        return Html.When(
            names.Count > 0,
            () => Html.Of($"<li><strong>{words}</strong> {Listed(names)}</li>")
        );
    }

    private static string Listed(List<string> names) =>
        names.Count switch
        {
            1 => names[0],
            2 => $"{names[0]} and {names[1]}",
            _ => $"{string.Join(", ", names[..^1])}, and {names[^1]}",
        };
}
