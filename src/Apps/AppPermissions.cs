using Portal.Data;

namespace Portal.Apps;

/// <summary>A permission that the portal asks for, and what it is for.</summary>
/// <param name="Ability">The ability that needs this level; null where reading does.</param>
public sealed record WantedPermission(
    string Name,
    string Level,
    string Title,
    string Why,
    AppAbility? Ability
)
{
    /// <summary>"Contents (write)".</summary>
    public string Words => $"{Title} ({Level})";
}

/// <summary>An event that the portal listens to, and what it is for.</summary>
public sealed record WantedEvent(string Name, string Why);

/// <summary>
/// What the portal's apps ask for: to read repositories, and more where an ability is switched on. Shown before the app is created;
/// compared with what was accepted afterwards.
/// </summary>
public static class AppPermissions
{
    private static readonly WantedPermission[] s_reading =
    [
        new("contents", "read", "Contents", "Reads repositories and their files.", null),
        new("statuses", "read", "Commit statuses", "Shows the checks of a commit.", null),
        new("pull_requests", "read", "Pull requests", "Lists pull requests.", null),
        new(
            "metadata",
            "read",
            "Metadata",
            "Lists repositories. GitHub requires it of every app.",
            null
        ),
    ];

    private static readonly WantedPermission s_issues = new(
        "issues",
        "read",
        "Issues",
        AppAbilities.Of(AppAbility.Issues).Why,
        AppAbility.Issues
    );

    public static IReadOnlyList<WantedEvent> Events { get; } =
    [
        new("push", "Tells that a branch has new commits."),
        new("pull_request", "Tells that a pull request was opened, changed or closed."),
        new("create", "Tells that a branch or tag was created."),
        new("delete", "Tells that a branch or tag was deleted."),
    ];

    /// <summary>What an app with these abilities needs, and no more.</summary>
    public static IReadOnlyList<WantedPermission> For(IReadOnlySet<AppAbility> abilities) =>
        [
            .. s_reading.Select(reading =>
                Writer(reading.Name) is { } ability && abilities.Contains(ability)
                    ? reading with
                    {
                        Level = "write",
                        Why = AppAbilities.Of(ability).Why,
                        Ability = ability,
                    }
                    : reading
            ),
            .. abilities.Contains(AppAbility.Issues) ? [s_issues] : Array.Empty<WantedPermission>(),
        ];

    public static IReadOnlyList<WantedPermission> For(App app) =>
        For(AppAbilities.Read(app.Abilities));

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

    /// <summary>Levels by name, from what a row stores.</summary>
    public static IReadOnlyDictionary<string, string> ReadLevels(string stored) =>
        stored
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    public static IReadOnlySet<string> ReadEvents(string stored) =>
        stored.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a level that was granted is at least the one that is wanted.</summary>
    public static bool Covers(string? granted, string? wanted) => Rank(granted) >= Rank(wanted);

    /// <summary>Whether reading repositories needs it, whatever else the app is used for.</summary>
    internal static bool IsRead(string permission) =>
        s_reading.Any(reading => reading.Name == permission);

    private static AppAbility? Writer(string permission) =>
        permission switch
        {
            "contents" => AppAbility.Commits,
            "statuses" => AppAbility.Statuses,
            "pull_requests" => AppAbility.PullRequests,
            _ => null,
        };

    internal static int Rank(string? level) =>
        level switch
        {
            null => 0,
            "read" => 1,
            "write" => 2,
            "admin" => 3,
            // A level that GitHub invents is at least something that can be read.
            _ => 1,
        };
}
