using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Crashes;

/// <summary>The disk is full while deliveries come.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task Refusals_are_honest_nothing_acknowledged_is_lost_and_it_goes_on_when_there_is_room_again()
    {
        using var disk = SmallDisk.Mount();
        await using var trip = await Trip.BeginAsync(
            organization: SharedTrip.Organization,
            dataDirectory: disk.Folder
        );
        await trip.ConnectAsync(SharedTrip.Organization);
        disk.FillTo(bytesLeft: 3 * 1024 * 1024);

        var acknowledged = new List<Guid>();
        var status = 202;
        while (status == 202)
        {
            var delivery = Delivery();
            status = await delivery.PostAsync(trip);
            if (status == 202)
            {
                acknowledged.Add(Guid.Parse(delivery.Guid));
            }
        }

        Assert.Equal(503, status);
        Assert.NotEmpty(acknowledged);
        var ready = await trip.Browser.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        Assert.Contains("MiB are left on the disk", ready.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await trip.Browser.GetAsync("health/live")).Status);
        disk.Free();
        var after = Delivery();
        await Until.SeenAsync(() => after.PostAsync(trip), answer => answer == 202);
        acknowledged.Add(Guid.Parse(after.Guid));
        await trip.Portal.Kill9Async();
        await trip.Portal.RestartAsync();

        await using var db = await trip.Doors.OpenAsync();
        var stored = await db
            .Deliveries.Where(row => row.Event == "push")
            .Select(row => row.Guid)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Empty(acknowledged.Except(stored));
        Assert.Equal(stored.Count, stored.Distinct().Count());
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var check = db.Database.GetDbConnection().CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await check.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A tenth of a megabyte that cannot be made smaller.</summary>
    private static Signed Delivery() =>
        new(
            "push",
            $$"""{"ref":"refs/heads/main","filler":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(75_000))}}"}"""
        );
}
