using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Home;

/// <summary>
/// Reads the times in which hosts and connections were not as they should be, from what their timelines say. Waiting for the next
/// step is none, nor is maintenance.
/// </summary>
public sealed class ReadIncidents(TimeProvider time)
{
    public static readonly TimeSpan Days = TimeSpan.FromDays(7);

    private const int Looked = 500;
    private const int Shown = 12;

    internal async Task<IReadOnlyList<Incident>> RunAsync(
        PortalDb db,
        CancellationToken cancellationToken
    )
    {
        var since = time.GetUtcNow() - Days;
        var entries = await db
            .Timeline.AsNoTracking()
            .Where(entry => entry.State != null && entry.At >= since)
            .OrderByDescending(entry => entry.At)
            .Take(Looked)
            .ToListAsync(cancellationToken);
        var incidents = Find(entries);
        var subjects = incidents.Select(entry => entry.Began.SubjectId).Distinct().ToList();
        var names = await db
            .Connections.Where(row => subjects.Contains(row.Id))
            .Select(row => new
            {
                row.Id,
                Name = row.Name,
                Address = "connections/",
            })
            .Concat(
                db.Hosts.Where(row => subjects.Contains(row.Id))
                    .Select(row => new
                    {
                        row.Id,
                        Name = row.Name,
                        Address = "hosts/",
                    })
            )
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        return
        [
            .. incidents
                .Where(incident => names.ContainsKey(incident.Began.SubjectId))
                .Select(incident =>
                {
                    var name = names[incident.Began.SubjectId];
                    return new Incident(
                        incident.Began.Id,
                        name.Name,
                        $"{name.Address}{name.Id}",
                        incident.Began.Reason!.Value,
                        incident.Began.Text,
                        incident.Began.At,
                        incident.Ended
                    );
                }),
        ];
    }

    /// <summary>From an entry with a reason to the next one of the same host or connection.</summary>
    /// <param name="entries">Newest first.</param>
    private static List<(TimelineEntry Began, DateTimeOffset? Ended)> Find(
        IReadOnlyList<TimelineEntry> entries
    )
    {
        var after = new Dictionary<Guid, DateTimeOffset>();
        var found = new List<(TimelineEntry, DateTimeOffset?)>();
        foreach (var entry in entries)
        {
            if (
                entry.Reason is { } reason
                && reason is not (Reason.Maintenance or Reason.Contained or Reason.PrivateMode)
                && found.Count < Shown
            )
            {
                found.Add((entry, after.TryGetValue(entry.SubjectId, out var end) ? end : null));
            }

            after[entry.SubjectId] = entry.At;
        }

        return found;
    }
}
