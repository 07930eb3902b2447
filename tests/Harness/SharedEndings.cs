using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Portal.Tests.Harness;

/// <summary>
/// One portal and one server for all tests of a class, which run one after the other. Each makes a connection of its own.
/// </summary>
public sealed class SharedEndings : IAsyncLifetime
{
    public const string Account = "globex";
    private int _apps;

    public Trip Trip { get; private set; } = null!;

    /// <summary>The slug of the app that was proposed last.</summary>
    public string Slug => $"portal-{_apps.ToString(CultureInfo.InvariantCulture)}";

    // Looks often, so that believing too soon that an app is gone would show.
    public async ValueTask InitializeAsync() =>
        Trip = await Trip.BeginAsync(
            new Dictionary<string, string?> { ["Portal:RetryDelay"] = "00:00:00.3" }
        );

    /// <summary>The trip with a further app proposed.</summary>
    public async Task<Trip> ProposedAsync()
    {
        await Trip.GitHub.HealAsync();
        await EndWhatWaitsAsync();
        _apps++;
        await Trip.ProposeAsync(Account, $"Portal {_apps}");
        return Trip;
    }

    /// <summary>The trip with a further connection, available.</summary>
    public async Task<Trip> ConnectedAsync()
    {
        await ProposedAsync();
        await Trip.ConnectAsync(Account);
        Trip.Rehearsal.Sandbox.Requests.Clear();
        return Trip;
    }

    /// <summary>Deletes the app that was proposed last, as a person does on the server.</summary>
    public Task DeleteAppAsync() => Trip.GitHub.SendAsync(HttpMethod.Delete, $"apps/{Slug}");

    public ValueTask DisposeAsync() => Trip.DisposeAsync();

    /// <summary>A disconnect that a former test left waiting would take the faults that are meant for the next.</summary>
    private async Task EndWhatWaitsAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        await db
            .Endings.Where(row => row.FinishedAt == null)
            .ExecuteUpdateAsync(update =>
                update.SetProperty(row => row.FinishWithoutWaiting, true)
            );
        await Until.SeenAsync(
            () => db.Endings.CountAsync(row => row.FinishedAt == null),
            waiting => waiting == 0
        );
    }
}
