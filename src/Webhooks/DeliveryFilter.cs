using System.Globalization;

namespace Portal.Webhooks;

/// <summary>What became of a delivery, as a list of them is filtered by it.</summary>
public enum DeliveryResult
{
    Waiting,
    Handled,
    Failed,
    Parked,
}

/// <summary>Which deliveries a list shows; null is all.</summary>
/// <param name="Search">A delivery's GUID, a repository's whole name, or a part of it.</param>
/// <param name="From">Received then or later.</param>
/// <param name="Until">Received before then.</param>
public sealed record DeliveryFilter(
    Guid? Host = null,
    Guid? App = null,
    Guid? Connection = null,
    string? Event = null,
    DeliveryResult? Result = null,
    string? Search = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null
)
{
    public bool IsEmpty => this == new DeliveryFilter();

    /// <summary>As the address of the list says it, from its newest page on.</summary>
    public Dictionary<string, object?> ToQuery() =>
        new()
        {
            ["host"] = Host,
            ["app"] = App,
            ["connection"] = Connection,
            ["event"] = Event,
            ["result"] = Result?.ToString(),
            ["q"] = Search,
            ["from"] = Written(From),
            ["until"] = Written(Until),
            ["before"] = null,
            ["after"] = null,
        };

    private static string? Written(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC as the address of the list says it; null for what is none.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        )
            ? moment
            : null;
}
