using Portal.Data;

namespace Portal.GitHubConnect.Statistics;

/// <summary>One line of a chart: what it is, and its values in the order of time.</summary>
public sealed record Series(string Name, string Title, IReadOnlyList<FigureAt> Values);

/// <summary>A value at a time.</summary>
public sealed record FigureAt(DateTimeOffset At, long Value);

/// <summary>How the figures of a server are called and grouped.</summary>
public static class FigureWords
{
    /// <summary>Groups in the order in which the page shows them; what GitHub adds one day comes after them.</summary>
    private static readonly string[] s_groups =
    [
        "users",
        "orgs",
        "repos",
        "pulls",
        "issues",
        "comments",
        "hooks",
        "milestones",
        "pages",
        "gists",
    ];

    /// <summary>The title of a group: "pulls" is "Pull requests".</summary>
    public static string Of(string group) =>
        group switch
        {
            "users" => "People",
            "orgs" => "Organizations",
            "repos" => "Repositories",
            "pulls" => "Pull requests",
            "issues" => "Issues",
            "comments" => "Comments",
            "hooks" => "Webhooks",
            "milestones" => "Milestones",
            "pages" => "Pages",
            "gists" => "Gists",
            _ => Words.Capital(group.Replace('_', ' ')),
        };

    /// <summary>The rows as charts, one for each group.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<Series> Lines)> Charts(
        IEnumerable<LinkFigure> figures
    ) =>
        [
            .. figures
                .GroupBy(figure => figure.Name.Split('.')[0])
                .OrderBy(group =>
                    Array.IndexOf(s_groups, group.Key) is var place and >= 0
                        ? place
                        : s_groups.Length
                )
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (Of(group.Key), (IReadOnlyList<Series>)[.. Lines(group)])),
        ];

    private static IEnumerable<Series> Lines(IEnumerable<LinkFigure> group) =>
        group
            .GroupBy(figure => figure.Name)
            .OrderBy(line => line.First().Id)
            .Select(line => new Series(
                line.Key,
                // "repos.total_repos" is "total repos".
                line.Key.Split('.')[^1].Replace('_', ' '),
                [
                    .. line.OrderBy(figure => figure.At)
                        .Select(figure => new FigureAt(figure.At, figure.Value)),
                ]
            ));
}
