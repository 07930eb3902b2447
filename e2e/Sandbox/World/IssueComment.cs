namespace Sandbox;

/// <summary>A comment in the conversation of a pull request.</summary>
public sealed class IssueComment
{
    public required long Id { get; init; }
    public required PullRequest Pull { get; init; }
    public required Account Author { get; init; }

    /// <summary>The app with which it was written, or null.</summary>
    public App? Via { get; init; }
    public required string Body { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}
