using Portal.Data;

namespace Portal.GitHubConnect.Search;

/// <summary>Something found. All of its text is GitHub's, to be shown as text.</summary>
/// <param name="Url">Where it is on its host, whatever address GitHub told: the same thing has the same, and no other has.</param>
/// <param name="Title">A repository's name, an issue's title, a file's path.</param>
/// <param name="Repository">OWNER/NAME.</param>
/// <param name="Host">The name of the host that it is on.</param>
public sealed record SearchHit(
    string Url,
    string Title,
    string Repository,
    LinkSide Side,
    string Host
)
{
    /// <summary>"#12 · open · octocat", "Go"; null where there is nothing to add.</summary>
    public string? Facts { get; init; }
    public string? Description { get; init; }

    /// <summary>False unless GitHub said that everybody on the host may see it.</summary>
    public bool IsPublic { get; init; }
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How well it fits, as a part of how well the best of its installation does; 1 is the best.</summary>
    public double Share { get; init; } = 1;
}
