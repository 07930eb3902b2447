using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>
/// The published portal with an app that is connected to the sandbox: as shipped, with its checks, jobs and handling on.
/// </summary>
/// <param name="postgres">The server that keeps its data; null for SQLite.</param>
internal sealed class PortalContestant(Trip trip, App app, PostgresCluster? postgres)
    : IAsyncDisposable
{
    public Uri Url => trip.Portal.Url;

    public string Secret { get; } = trip.Rehearsal.Sandbox.World.FindApp(app.Slug!)!.Hook.Secret!;

    /// <summary>On a PostgreSQL server of its own, each commit of which waits for the disk; or on SQLite, which does the same.</summary>
    public static async Task<PortalContestant> StartAsync(bool onPostgres)
    {
        var postgres = onPostgres ? await PostgresCluster.StartAsync(durable: true) : null;
        var trip = await Trip.ConnectedAsync(
            new Dictionary<string, string?>
            {
                ["Portal:Database"] = postgres is null ? null : await postgres.NewDatabaseAsync(),
            }
        );
        return new PortalContestant(trip, (await trip.ConnectionAsync()).App, postgres);
    }

    public Running Running() =>
        new(
            new Uri(trip.Portal.Url, $"webhooks/{app.Key}"),
            () => [trip.Portal.ProcessId, .. postgres?.ProcessIds() ?? []],
            () => ValueTask.CompletedTask
        );

    /// <summary>What of these is not in the database, and how many rows are there for each of those that are.</summary>
    public async Task<(int Lost, int Rows, long Bytes)> CountAsync(
        IReadOnlyCollection<Guid> accepted
    )
    {
        await using var db = await trip.Doors.OpenAsync();
        // Until then one that came twice is there twice.
        await Until.SeenAsync(
            () => db.Deliveries.AnyAsync(row => !row.Sorted),
            waits => !waits,
            TimeSpan.FromMinutes(5)
        );
        var rows = await db
            .Deliveries.Where(row => row.AppId == app.Id && row.Event == "push")
            .Select(row => row.Guid)
            .ToListAsync();
        var known = rows.ToHashSet();
        return (
            accepted.Count(guid => !known.Contains(guid)),
            rows.Count,
            postgres is null
                ? new FileInfo(trip.Portal.DatabaseFile).Length
                : (long)
                    (
                        await PostgresCluster.ExecuteAsync(
                            trip.Portal.Database!,
                            "SELECT pg_database_size(current_database())"
                        )
                    )!
        );
    }

    public async ValueTask DisposeAsync()
    {
        await trip.DisposeAsync();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }
}
