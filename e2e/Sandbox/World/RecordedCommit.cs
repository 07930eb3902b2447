namespace Sandbox;

/// <summary>A commit that reached a default branch: whose it is, and when it was written.</summary>
public sealed record RecordedCommit(string Email, DateTimeOffset At);
