using System.Collections.Concurrent;

namespace Sandbox;

/// <summary>A pull request between two branches of one repository.</summary>
public sealed class PullRequest
{
    public required long Id { get; init; }
    public required int Number { get; init; }
    public required Repository Repository { get; init; }
    public required Account Author { get; init; }
    public required string Head { get; init; }
    public required string Base { get; set; }
    public required string Title { get; set; }
    public string? Body { get; set; }
    public bool Draft { get; init; }
    public bool IsOpen { get; set; } = true;

    public ConcurrentDictionary<string, Label> Labels { get; } =
        new(StringComparer.OrdinalIgnoreCase);
    public string HeadSha { get; set; } = "";
    public string BaseSha { get; set; } = "";
    public string? MergeSha { get; set; }
    public Account? MergedBy { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public DateTimeOffset? MergedAt { get; set; }

    public string State => IsOpen ? "open" : "closed";

    public IReadOnlyList<Label> SortedLabels =>
        [.. Labels.Values.OrderBy(label => label.Name, StringComparer.OrdinalIgnoreCase)];
}
