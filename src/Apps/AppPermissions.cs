namespace Portal.Apps;

/// <summary>A permission that the portal asks for, and what it is for.</summary>
public sealed record WantedPermission(string Name, string Level, string Title, string Why);

/// <summary>An event that the portal listens to, and what it is for.</summary>
public sealed record WantedEvent(string Name, string Why);

/// <summary>What the portal's apps ask for. Shown before the app is created; compared with what was accepted afterwards.</summary>
public static class AppPermissions
{
    public static IReadOnlyList<WantedPermission> Permissions { get; } =
    [
        new(
            "contents",
            "write",
            "Contents",
            "Reads repositories and commits to them, where a project is set up to do so."
        ),
        new(
            "statuses",
            "write",
            "Commit statuses",
            "Shows the result of what the portal does beside the commit."
        ),
        new(
            "pull_requests",
            "write",
            "Pull requests",
            "Lists pull requests, and opens and updates those that the portal makes."
        ),
        new("metadata", "read", "Metadata", "Lists repositories. GitHub requires it of every app."),
    ];

    public static IReadOnlyList<WantedEvent> Events { get; } =
    [
        new("push", "Tells that a branch has new commits."),
        new("pull_request", "Tells that a pull request was opened, changed or closed."),
        new("create", "Tells that a branch or tag was created."),
        new("delete", "Tells that a branch or tag was deleted."),
    ];

    /// <summary>As rows store it: "contents: write", one a line, sorted.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>>? permissions) =>
        string.Join(
            '\n',
            (permissions ?? [])
                .Select(pair => $"{pair.Key}: {pair.Value}")
                .Order(StringComparer.Ordinal)
        );

    public static string Write(IEnumerable<string>? events) =>
        string.Join('\n', (events ?? []).Order(StringComparer.Ordinal));

    /// <summary>What is wanted and not granted, in words: "Contents (write)".</summary>
    public static IReadOnlyList<string> Missing(string granted)
    {
        var levels = granted
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return
        [
            .. Permissions
                .Where(wanted => Rank(levels.GetValueOrDefault(wanted.Name)) < Rank(wanted.Level))
                .Select(wanted => $"{wanted.Title} ({wanted.Level})"),
        ];
    }

    private static int Rank(string? level) =>
        level switch
        {
            "read" => 1,
            "write" => 2,
            "admin" => 3,
            _ => 0,
        };
}
