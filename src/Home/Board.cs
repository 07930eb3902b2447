using Portal.Connections;
using Portal.Data;
using Portal.Ui;

namespace Portal.Home;

/// <summary>All that the dashboard shows, read once for everybody who looks at it.</summary>
/// <param name="Needy">What needs somebody, the first of it; with how many more there are.</param>
/// <param name="Hosts">By name, the first of them; with how many more there are.</param>
/// <param name="Links">GitHub Connect.</param>
/// <param name="Incidents">Of the last seven days, the newest first.</param>
public sealed record Board(
    Some<NeedyThing> Needy,
    Some<BoardHost> Hosts,
    IReadOnlyList<Link> Links,
    BoardNow Now,
    IReadOnlyList<Incident> Incidents
);

/// <summary>Something that waits for somebody, with the one thing to do about it.</summary>
public sealed record NeedyThing(
    string Key,
    string Name,
    string Address,
    LampState State,
    DateTimeOffset Since,
    string Sentence,
    IReadOnlyList<string> Seen,
    string ActAddress,
    string ActWords
);

/// <summary>A host with its connections: those that need somebody first, then by name.</summary>
/// <param name="Calls">Calls to its API in the last hour, of which the chart shows a day.</param>
public sealed record BoardHost(
    Data.Host Host,
    int Connections,
    IReadOnlyList<ConnectionRow> Rows,
    LampState Inward,
    int Calls,
    MiniChart CallsOfDay,
    MiniChart DeliveriesOfDay
);

/// <summary>Work and traffic of the whole portal.</summary>
/// <param name="PerMinute">Deliveries a minute, over the last five.</param>
/// <param name="Failed">Attempts to handle a delivery that failed in the last day.</param>
/// <param name="Waiting">Deliveries that wait to be handled; counted up to <see cref="MostCounted"/>.</param>
/// <param name="Retrying">Deliveries that failed and are tried again.</param>
/// <param name="Parked">Deliveries that failed each time.</param>
/// <param name="Syncs">Installations whose repositories are to be read.</param>
/// <param name="Calls">Calls to GitHub in the last hour.</param>
public sealed record BoardNow(
    double PerMinute,
    MiniChart DeliveriesOfHour,
    int Failed,
    MiniChart DeliveriesOfDay,
    int Waiting,
    int Retrying,
    int Parked,
    int Syncs,
    int Calls,
    MiniChart CallsOfHour
)
{
    /// <summary>What waits beyond this many is "at least so many".</summary>
    public const int MostCounted = 10_000;
}

/// <summary>A time in which a host or a connection was not as it should be.</summary>
/// <param name="EndedAt">Null while it lasts.</param>
public sealed record Incident(
    long Id,
    string Name,
    string Address,
    Reason Reason,
    string Text,
    DateTimeOffset BeganAt,
    DateTimeOffset? EndedAt
);
