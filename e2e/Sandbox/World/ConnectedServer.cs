namespace Sandbox;

/// <summary>A server that a cloud knows through GitHub Connect, with the outcome of its latest licence report.</summary>
public sealed record ConnectedServer(
    string ServerId,
    string Hostname,
    DateTimeOffset LastSync,
    string? Error = null
);
