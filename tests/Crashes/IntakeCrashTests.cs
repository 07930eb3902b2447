using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Crashes;

/// <summary>The portal is killed at random moments while deliveries come: what it acknowledged is there once, and handled.</summary>
public sealed class IntakeCrashTests
{
    private static readonly int s_senders = Scale.Of(8, 32);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_is_killed_when_what_was_acknowledged_is_there_once_and_is_handled(
        bool onPostgres
    )
    {
        var (deliveries, kills) = (Scale.Of(600, 50_000), Scale.Of(3, 20));
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var trip = await Trip.ConnectedAsync(
            onPostgres ? await SharedPostgres.SettingsAsync() : null,
            organization: "globex"
        );
        var sender = await Sender.OfAsync(trip);
        var random = new Random(seed);

        for (var kill = 1; kill <= kills; kill++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var sending = sender.SendAsync(int.MaxValue, stop.Token);
            await sender.AcknowledgedAsync(
                deliveries * (kill - 1) / kills + random.Next(1, deliveries / kills)
            );
            await trip.Portal.Kill9Async();
            await stop.CancelAsync();
            await sending;
            await trip.Portal.RestartAsync();
        }

        await sender.SendAsync(deliveries, Stop);
        var known = await Until.SeenAsync(
            () => RowsAsync(trip),
            rows => rows.TrueForAll(row => row.State == DeliveryState.Handled),
            TimeSpan.FromMinutes(Scale.Of(2, 30))
        );

        Assert.True(sender.Acknowledged.Count >= deliveries);
        var guids = known.Select(row => row.Guid).ToHashSet();
        Assert.Equal(known.Count, guids.Count);
        Assert.DoesNotContain(sender.Acknowledged.Keys, guid => !guids.Contains(guid));
        Assert.All(
            known,
            row => Assert.EndsWith("was read again.", row.Outcome, StringComparison.Ordinal)
        );
    }

    private static async Task<List<Row>> RowsAsync(Trip trip)
    {
        await using var db = await trip.Doors.OpenAsync();
        return await db
            .Deliveries.Where(row => row.Event == "push")
            .Select(row => new Row(row.Guid, row.State, row.Outcome))
            .ToListAsync(Stop);
    }

    private sealed record Row(Guid Guid, DeliveryState State, string? Outcome);

    /// <summary>Many at once who each post one delivery after the other, whether the portal is there or not.</summary>
    private sealed class Sender(Trip trip, string key, string secret, string[] bodies)
    {
        private int _sent;

        public ConcurrentDictionary<Guid, bool> Acknowledged { get; } = new();

        public static async Task<Sender> OfAsync(Trip trip)
        {
            var connection = await trip.ConnectionAsync();
            var installation = trip.Rehearsal.Sandbox.World.Installations[
                connection.Installation!.GitHubId
            ];
            return new Sender(
                trip,
                connection.App.Key,
                Signed.SecretOf(trip, connection.App),
                [
                    .. trip
                        .Rehearsal.Sandbox.World.RepositoriesOf(installation)
                        .Select(repository =>
                            $$"""{"ref":"refs/heads/main","installation":{"id":{{installation.Id}}},"repository":{"full_name":"{{repository.FullName}}"},"sender":{"login":"hubot"},"n":"""
                        ),
                ]
            );
        }

        public Task SendAsync(int untilAcknowledged, CancellationToken stop) =>
            Task.WhenAll(
                Enumerable
                    .Range(0, s_senders)
                    .Select(_ =>
                        Task.Run(() => OneAsync(untilAcknowledged, stop), CancellationToken.None)
                    )
            );

        public Task<int> AcknowledgedAsync(int count) =>
            Until.SeenAsync(
                () => Task.FromResult(Acknowledged.Count),
                acknowledged => acknowledged >= count,
                TimeSpan.FromMinutes(5)
            );

        private async Task OneAsync(int untilAcknowledged, CancellationToken stop)
        {
            using var http = new HttpClient { BaseAddress = trip.Portal.Url };
            while (!stop.IsCancellationRequested && Acknowledged.Count < untilAcknowledged)
            {
                var number = Interlocked.Increment(ref _sent);
                var body = Encoding.UTF8.GetBytes(
                    bodies[number % bodies.Length]
                        + number.ToString(CultureInfo.InvariantCulture)
                        + "}"
                );
                var guid = Guid.NewGuid();
                using var request = new HttpRequestMessage(HttpMethod.Post, $"webhooks/{key}");
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new("application/json");
                request.Headers.Add("X-GitHub-Event", "push");
                request.Headers.Add("X-GitHub-Delivery", guid.ToString());
                request.Headers.Add("X-Hub-Signature-256", Signed.Sign(secret, body));
                try
                {
                    using var answer = await http.SendAsync(request, CancellationToken.None);
                    Assert.Equal(202, (int)answer.StatusCode);
                    Acknowledged[guid] = true;
                }
                catch (HttpRequestException)
                {
                    // The portal is being killed.
                }
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
