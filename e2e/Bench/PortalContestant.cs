using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>
/// The published portal with an app that is connected to the sandbox: as shipped, with its checks, jobs and handling on.
/// </summary>
internal sealed class PortalContestant(Trip trip, App app) : IAsyncDisposable
{
    public string Secret { get; } = trip.Rehearsal.Sandbox.World.FindApp(app.Slug!)!.Hook.Secret!;

    public static async Task<PortalContestant> StartAsync()
    {
        var trip = await Trip.ConnectedAsync();
        return new PortalContestant(trip, (await trip.ConnectionAsync()).App);
    }

    public Running Running() =>
        new(
            new Uri(trip.Portal.Url, $"webhooks/{app.Key}"),
            trip.Portal.ProcessId,
            () => ValueTask.CompletedTask
        );

    /// <summary>What of these is not in the database, and how many rows are there for each of those that are.</summary>
    public async Task<(int Lost, int Rows, long Bytes)> CountAsync(
        IReadOnlyCollection<Guid> accepted
    )
    {
        await using var db = await trip.Doors.OpenAsync();
        var rows = await db
            .Deliveries.Where(row => row.AppId == app.Id && row.Event == "push")
            .Select(row => row.Guid)
            .ToListAsync();
        var known = rows.ToHashSet();
        return (
            accepted.Count(guid => !known.Contains(guid)),
            rows.Count,
            new FileInfo(trip.Portal.DatabaseFile).Length
        );
    }

    public ValueTask DisposeAsync() => trip.DisposeAsync();
}
