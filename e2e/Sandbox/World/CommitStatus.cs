namespace Sandbox;

/// <summary>What a program says about a commit; the newest of a context counts.</summary>
public sealed record CommitStatus(
    long Id,
    string Sha,
    string State,
    string Context,
    string? Description,
    string? TargetUrl,
    Account Creator,
    DateTimeOffset At
);
