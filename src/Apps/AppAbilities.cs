using Portal.Data;

namespace Portal.Apps;

/// <summary>Something that an app may be used for beyond reading, in words.</summary>
/// <param name="Title">For a line of its own: "Create commits".</param>
/// <param name="Why">One sentence on what the portal does with it.</param>
/// <param name="Permission">What it means on GitHub: "Contents: write".</param>
public sealed record AbilityWords(AppAbility Ability, string Title, string Why, string Permission);

/// <summary>What apps may be used for beyond reading. Everything is off until an administrator switches it on.</summary>
public static class AppAbilities
{
    public static IReadOnlyList<AbilityWords> All { get; } =
    [.. Enum.GetValues<AppAbility>().Select(Of)];

    public static AbilityWords Of(AppAbility ability) =>
        ability switch
        {
            AppAbility.Commits => new(
                ability,
                "Create commits",
                "Commits files and makes branches, where a project is set up to do so.",
                "Contents: write"
            ),
            AppAbility.Statuses => new(
                ability,
                "Set commit statuses",
                "Shows the result of what the portal does beside the commit.",
                "Commit statuses: write"
            ),
            AppAbility.PullRequests => new(
                ability,
                "Work on pull requests",
                "Opens, updates and comments on pull requests.",
                "Pull requests: write"
            ),
            AppAbility.Issues => new(
                ability,
                "Search issues",
                "Finds issues, beside repositories, pull requests and code, with GitHub Connect's unified search.",
                "Issues: read"
            ),
        };

    /// <summary>As <see cref="App.Abilities"/> stores them. A name that this version does not know counts as off.</summary>
    public static IReadOnlySet<AppAbility> Read(string stored) =>
        stored
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => Enum.IsDefined(typeof(AppAbility), name))
            .Select(Enum.Parse<AppAbility>)
            .ToHashSet();

    public static string Write(IEnumerable<AppAbility> abilities) =>
        string.Join('\n', abilities.Distinct().Order().Select(ability => ability.ToString()));
}
