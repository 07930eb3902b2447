using System.Data.Common;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// Gives the deliveries that were taken in their place among those that wait, in the order in which they came, and each once: one
/// that came before under the same GUID is dropped, and has the first handled again where that had failed. Taking in is quick because
/// it leaves this, and all indexes, for later.
/// </summary>
public sealed class SortDeliveries(
    GroupCommit commits,
    DeliveryPulse pulse,
    Changes changes,
    WakeUps wakeUps
)
{
    /// <summary>What is taken in meanwhile waits for one turn: some 4 ms.</summary>
    public const int Most = 64;

    /// <summary>What sorting one writes: about a page of the table and of two indexes, in bytes.</summary>
    private const int Pages = 3 * 8192;

    private const string Read = """
        SELECT "Id", "AppId", "Guid", "InstallationGitHubId", "ReceivedAt" FROM "Deliveries" WHERE NOT "Sorted" ORDER BY "Id" LIMIT @p0
        """;

    private const string IsKnown = """
        SELECT 1 FROM "Deliveries" WHERE "Sorted" AND "AppId" = @p0 AND "Guid" = @p1
        """;

    private const string Sort = """UPDATE "Deliveries" SET "Sorted" = TRUE WHERE "Id" = @p0""";

    private const string Drop = """DELETE FROM "Deliveries" WHERE "Id" = @p0""";

    private const string WakeFailed = """
        UPDATE "Deliveries" SET "State" = 'Received', "Attempts" = 0, "RetryAt" = NULL
        WHERE "Sorted" AND "AppId" = @p0 AND "Guid" = @p1 AND "State" IN ('Failed', 'Parked')
        """;

    private const string NoteArrival = """
        UPDATE "Apps" SET "LastDeliveryAt" = @p1 WHERE "Id" = @p0
        """;

    // Where GitHub's log said that deliveries do not arrive, this one shows that they do.
    private const string AskForCheck = """
        UPDATE "Connections" SET "CheckWanted" = TRUE
        WHERE "AppId" = @p0 AND "Reason" = 'WebhooksNotArriving' AND "CheckWanted" = FALSE
        """;

    // Of what was there when the portal started, nobody says that it came.
    private volatile bool _waits = true;

    /// <summary>Something may be there to be sorted.</summary>
    public bool Waits => _waits;

    /// <summary>Says that a delivery was stored.</summary>
    public void Stored()
    {
        _waits = true;
        wakeUps.Deliveries.Ring();
    }

    /// <summary>Sorts the oldest, at most so many; whether there may be more.</summary>
    /// <exception cref="DbException">It could not be written: all of them wait as before.</exception>
    public async Task<bool> RunAsync(int most)
    {
        _waits = false;
        try
        {
            var turn = await commits.RunAsync(writes => WriteAsync(writes, most), most * Pages);
            _waits |= turn.IsCut;
            Tell(turn);
            return turn.IsCut;
        }
        catch
        {
            _waits = true;
            throw;
        }
    }

    private void Tell(Turn turn)
    {
        foreach (var (id, app, _, installation, at) in turn.Sorted)
        {
            pulse.Received(id, app, installation, at);
        }

        if (turn.Sorted.Count > 0)
        {
            changes.PublishSoon(Changes.Deliveries);
        }

        if (turn.Check)
        {
            wakeUps.Checks.Ring();
        }
    }

    private static async Task<Turn> WriteAsync(WriteBatch writes, int most)
    {
        var came = await writes.Query(
            Read,
            row => new Arrival(
                row.GetInt64(0),
                row.GetGuid(1),
                row.GetGuid(2),
                row.IsDBNull(3) ? null : row.GetInt64(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))
            ),
            most
        );
        var known = came.ConvertAll(one => writes.Any(IsKnown, one.App, one.Guid));
        var (sorted, seen) = (new List<Arrival>(came.Count), new HashSet<(Guid, Guid)>());
        foreach (var (place, one) in came.Index())
        {
            if (seen.Add((one.App, one.Guid)) && !await known[place])
            {
                sorted.Add(one);
                _ = writes.Execute(Sort, one.Id);
            }
            else
            {
                _ = writes.Execute(Drop, one.Id);
                _ = writes.Execute(WakeFailed, one.App, one.Guid);
            }
        }

        // Asked for all before the first is awaited: together they are one round trip.
        var asked = new List<Reply<int>>();
        foreach (var app in came.GroupBy(one => one.App))
        {
            _ = writes.Execute(NoteArrival, app.Key, app.Max(one => one.At));
            asked.Add(writes.Execute(AskForCheck, app.Key));
        }

        var check = false;
        foreach (var reply in asked)
        {
            check |= await reply > 0;
        }

        return new Turn(sorted, check, came.Count == most);
    }

    private sealed record Arrival(
        long Id,
        Guid App,
        Guid Guid,
        long? Installation,
        DateTimeOffset At
    );

    /// <param name="Sorted">Those that had not come before.</param>
    /// <param name="Check">A connection is to be checked.</param>
    /// <param name="IsCut">There may be more.</param>
    private sealed record Turn(List<Arrival> Sorted, bool Check, bool IsCut);
}
