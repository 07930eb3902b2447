namespace Sandbox.GraphQL;

/// <summary>
/// What a person contributed, and the calendar of it.
/// https://docs.github.com/graphql/reference/objects#contributionscollection
/// </summary>
internal static class ContributionTypes
{
    public static IReadOnlyList<GraphType> All { get; } =
    [
        new(
            "ContributionsCollection",
            Field.Of<Contributions>(
                "contributionCalendar",
                "ContributionCalendar!",
                all => all.Calendar
            ),
            Field.Of<Contributions>("contributionYears", "[Int!]!", all => all.Years),
            Field.Of<Contributions>("startedAt", "DateTime!", all => all.From),
            Field.Of<Contributions>("endedAt", "DateTime!", all => all.To),
            Field.Of<Contributions>("isSingleDay", "Boolean!", all => all.Calendar.Days.Count == 1),
            Field.Of<Contributions>(
                "hasAnyContributions",
                "Boolean!",
                all => all.Calendar.Total > 0
            ),
            Field.Of<Contributions>(
                "hasAnyRestrictedContributions",
                "Boolean!",
                all => all.Restricted > 0
            ),
            Field.Of<Contributions>("restrictedContributionsCount", "Int!", all => all.Restricted),
            Field.Of<Contributions>("totalCommitContributions", "Int!", all => all.Commits),
            Field.Of<Contributions>("totalPullRequestContributions", "Int!", all => all.Pulls),
            Field.Of<Contributions>("totalIssueContributions", "Int!", _ => 0),
            Field.Of<Contributions>("totalPullRequestReviewContributions", "Int!", _ => 0),
            Field.Of<Contributions>("user", "User!", all => all.Person)
        ),
        new(
            "ContributionCalendar",
            Field.Of<ContributionCalendar>(
                "totalContributions",
                "Int!",
                calendar => calendar.Total
            ),
            Field.Of<ContributionCalendar>(
                "colors",
                "[String!]!",
                _ => ContributionCalendar.Colors
            ),
            Field.Of<ContributionCalendar>("isHalloween", "Boolean!", _ => false),
            Field.Of<ContributionCalendar>(
                "weeks",
                "[ContributionCalendarWeek!]!",
                calendar => calendar.Weeks
            )
        ),
        new(
            "ContributionCalendarWeek",
            Field.Of<IReadOnlyList<ContributionDay>>("firstDay", "Date!", week => week[0].Date),
            Field.Of<IReadOnlyList<ContributionDay>>(
                "contributionDays",
                "[ContributionCalendarDay!]!",
                week => week
            )
        ),
        new(
            "ContributionCalendarDay",
            Field.Of<ContributionDay>("date", "Date!", day => day.Date),
            Field.Of<ContributionDay>("contributionCount", "Int!", day => day.Count),
            Field.Of<ContributionDay>(
                "contributionLevel",
                "ContributionLevel!",
                day => day.LevelName
            ),
            Field.Of<ContributionDay>("weekday", "Int!", day => (int)day.Date.DayOfWeek),
            Field.Of<ContributionDay>("color", "String!", day => day.Color)
        ),
    ];
}
