using System.Collections.Concurrent;

namespace Sandbox;

public enum Visibility
{
    Public,
    Internal,
    Private,
}

/// <summary>A repository. Its branches and commits are real git and come into being when first asked for.</summary>
public sealed class Repository
{
    private int _lastNumber;

    public required long Id { get; init; }
    public required Account Owner { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public Visibility Visibility { get; init; } = Visibility.Private;
    public bool Archived { get; init; }
    public bool Empty { get; init; }
    public string DefaultBranch { get; init; } = "main";
    public string? Language { get; init; }
    public IReadOnlyList<string> Topics { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset PushedAt { get; set; }
    public ConcurrentDictionary<int, PullRequest> Pulls { get; } = new();
    public ConcurrentDictionary<string, Label> Labels { get; } =
        new(StringComparer.OrdinalIgnoreCase);
    public ConcurrentDictionary<long, IssueComment> Comments { get; } = new();
    public ConcurrentDictionary<long, CommitStatus> Statuses { get; } = new();
    public ConcurrentDictionary<long, CheckRun> CheckRuns { get; } = new();

    /// <summary>The commits that reached the default branch since the start, by sha; those of the seed are not among them.</summary>
    public ConcurrentDictionary<string, RecordedCommit> Arrived { get; } =
        new(StringComparer.Ordinal);

    /// <summary>One suite for each app and commit: (app, sha) → its id.</summary>
    public ConcurrentDictionary<(long App, string Sha), long> CheckSuites { get; } = new();

    public string FullName => $"{Owner.Login}/{Name}";

    /// <summary>GitHub counts open pull requests among the open issues.</summary>
    public int OpenIssues => Pulls.Values.Count(pull => pull.IsOpen);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<IssueComment> CommentsOf(PullRequest pull) =>
        [.. Comments.Values.Where(comment => comment.Pull == pull).OrderBy(comment => comment.Id)];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<CommitStatus> StatusesOf(string sha) =>
        [
            .. Statuses
                .Values.Where(status => status.Sha == sha)
                .OrderByDescending(status => status.Id),
        ];

    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Public to all, internal to everybody signed in, private to the owner's people.</summary>
    public bool IsSeenBy(Account? person) =>
        Visibility == Visibility.Public
        || person is not null && (Visibility == Visibility.Internal || Owner.IsSeenBy(person));
}
