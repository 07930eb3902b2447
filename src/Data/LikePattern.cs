namespace Portal.Data;

/// <summary>
/// Patterns for LIKE that find what a person typed, which is text and no pattern. They are for what is in lower case, and have \
/// as their escape.
/// </summary>
internal static class LikePattern
{
    public static string Containing(string typed) =>
        "%"
        + typed
            .Trim()
            .ToLowerInvariant()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
        + "%";
}
