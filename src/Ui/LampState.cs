namespace Portal.Ui;

/// <summary>How something is, to be shown by a <see cref="LampNow"/>.</summary>
/// <param name="Kind">Null where there is nothing to be well or ill.</param>
/// <param name="At">When that was seen, or since when it is so.</param>
/// <param name="Link">The word before the time, for example "since".</param>
public sealed record LampState(
    LampKind? Kind,
    string Text,
    DateTimeOffset? At = null,
    string? Link = null
);
