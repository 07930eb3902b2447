using Portal.Ui;

namespace Portal.Connections;

/// <summary>
/// A connection as a line of a table, in the words and pictures that it is shown with: two that are equal look the same, so
/// that a line is drawn again only when something about it changed.
/// </summary>
/// <param name="Since">Since when the state is so.</param>
/// <param name="LastDelivery">When the last verified delivery of its app came; null before the first.</param>
/// <param name="Day">Deliveries of the last day by half hour, and what failed of them.</param>
/// <param name="RateLimit">What is left of its requests; null where GitHub limits nothing, or has not said.</param>
/// <param name="Token">Since when the token in use exists; null without one.</param>
public sealed record ConnectionRow(
    Guid Id,
    string Name,
    Guid HostId,
    string HostName,
    LampState State,
    LampState Outward,
    LampState Inward,
    DateTimeOffset Since,
    DateTimeOffset? LastDelivery,
    MiniChart Day,
    string? RateLimit,
    DateTimeOffset? Token
);
