using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Webhooks;

/// <summary>
/// GitHub's own example payloads, of every event and for the cloud and servers: whatever an app is subscribed to is taken in, kept as it
/// came, and handled. https://github.com/octokit/webhooks
/// </summary>
public sealed class ExamplesTests(ConnectedTrip shared) : IClassFixture<ConnectedTrip>
{
    private static readonly string s_folder = Path.Combine(
        Checkout.Root,
        "e2e/contract/node_modules/@octokit/webhooks-examples"
    );

    private Trip Trip => shared.Trip;

    [Theory]
    [InlineData("api.github.com", 300)]
    [InlineData("ghes-31", 49)]
    [InlineData("ghes-32", 49)]
    [InlineData("ghes-33", 49)]
    [InlineData("ghes-34", 49)]
    [InlineData("ghes-35", 49)]
    public async Task Every_example_is_taken_in_kept_as_it_came_and_handled(string of, int atLeast)
    {
        Assert.True(
            Directory.Exists(s_folder),
            "./portal test installs GitHub's example payloads: npm --prefix e2e/contract ci"
        );
        var examples = await ReadAsync(of);
        Assert.True(examples.Count >= atLeast, $"There are {examples.Count} examples.");
        var app = (await Trip.ConnectionAsync()).App;

        await Parallel.ForEachAsync(
            examples,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
            async (example, _) => Assert.Equal(202, await example.PostAsync(Trip, app))
        );

        var guids = examples.ConvertAll(example => Guid.Parse(example.Guid));
        var rows = await Until.SeenAsync(
            () => RowsAsync(guids),
            rows => rows.All(row => row.State == DeliveryState.Handled)
        );
        Assert.Equal(examples.Count, rows.Count);
        var bodies = rows.ToDictionary(row => row.Guid, Portal.Webhooks.KeepBody.Json);
        Assert.All(
            examples,
            example => Assert.Equal(example.Body, bodies[Guid.Parse(example.Guid)])
        );
    }

    private static async Task<List<Signed>> ReadAsync(string of)
    {
        await using var file = File.OpenRead(Path.Combine(s_folder, of, "index.json"));
        using var events = await JsonDocument.ParseAsync(file, cancellationToken: Stop);
        return
        [
            .. events
                .RootElement.EnumerateArray()
                .SelectMany(one =>
                    one.GetProperty("examples")
                        .EnumerateArray()
                        .Select(example => new Signed(
                            one.GetProperty("name").GetString()!,
                            Encoding.UTF8.GetBytes(example.GetRawText())
                        ))
                ),
        ];
    }

    private async Task<List<Delivery>> RowsAsync(List<Guid> guids)
    {
        await using var db = await Trip.Doors.OpenAsync();
        return await db
            .Deliveries.AsNoTracking()
            .Include(row => row.Body)
            .Where(row => guids.Contains(row.Guid))
            .ToListAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
