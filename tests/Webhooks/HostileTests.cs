using System.Collections.Concurrent;
using System.Text;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Webhooks;

/// <summary>Malformed, hostile and large deliveries in any mixture: none is an error of the portal, and none holds up the others.</summary>
public sealed class HostileTests(ConnectedTrip shared) : IClassFixture<ConnectedTrip>
{
    private const int Senders = 8;
    private static readonly string[] s_events =
    [
        "push",
        "ping",
        "pull_request",
        "installation",
        "x",
        "",
    ];

    private Trip Trip => shared.Trip;

    [Fact]
    public async Task Whatever_is_sent_the_portal_answers_and_goes_on_taking_what_is_good()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var app = (await Trip.ConnectionAsync()).App;
        var answers = new ConcurrentBag<(string Kind, int Status)>();
        var good = new ConcurrentBag<Signed>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Scale.Of(400, 10_000)),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Stop },
            async (number, _) =>
            {
                var random = new Random(seed + number);
                var (kind, delivery) = Make(random, number);
                answers.Add((kind, await delivery.PostAsync(Trip, app)));
                if (kind == "good")
                {
                    good.Add(delivery);
                }
            }
        );

        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.All(
            answers.Where(answer => answer.Kind == "good"),
            answer => Assert.Equal(202, answer.Status)
        );
        Assert.All(
            answers.Where(answer => answer.Kind == "forged"),
            answer => Assert.Equal(401, answer.Status)
        );
        foreach (var delivery in good)
        {
            Assert.Equal(DeliveryState.Handled, (await delivery.HandledAsync(Trip)).State);
        }

        Assert.DoesNotContain(
            Trip.Portal.Logs.All,
            line => line.Contains("fail:", StringComparison.Ordinal)
        );
        Assert.Equal(
            202,
            await new Signed("ping", """{"zen":"still here"}""").PostAsync(Trip, app)
        );
    }

    private static (string Kind, Signed Delivery) Make(Random random, int number) =>
        random.Next(6) switch
        {
            0 => ("good", new Signed("ping", $$"""{"zen":"good {{number}}"}""")),
            1 => ("forged", new Signed("push", Json(random, 3)) { Secret = "not the secret" }),
            2 => ("garbage", new Signed(Pick(random), Bytes(random, random.Next(2_000)))),
            3 => ("nested", new Signed("push", new string('[', random.Next(1, 5_000)))),
            4 => (
                "large",
                new Signed("push", $$"""{"x":"{{new string('y', random.Next(2_000_000))}}"}""")
            ),
            _ => (
                "odd",
                new Signed(Pick(random), Json(random, 4))
                {
                    Guid = random.Next(3) == 0 ? "odd" : Guid.NewGuid().ToString(),
                    ContentType =
                        random.Next(3) == 0
                            ? "application/x-www-form-urlencoded"
                            : "application/json",
                }
            ),
        };

    private static string Pick(Random random) => s_events[random.Next(s_events.Length)];

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>JSON with the fields that the portal reads, of any kind, and text of any kind in them.</summary>
    private static string Json(Random random, int depth)
    {
        var json = new StringBuilder("{");
        foreach (
            var name in new[]
            {
                "action",
                "installation",
                "repository",
                "number",
                "sender",
                "id",
                "full_name",
                "ref",
            }
        )
        {
            if (random.Next(2) == 0)
            {
                json.Append(json.Length > 1 ? "," : "")
                    .Append('"')
                    .Append(name)
                    .Append("\":")
                    .Append(Value(random, depth));
            }
        }

        return json.Append('}').ToString();
    }

    private static string Value(Random random, int depth) =>
        random.Next(8) switch
        {
            0 when depth > 0 => Json(random, depth - 1),
            1 => "null",
            2 => $"{random.NextInt64(long.MinValue, long.MaxValue)}",
            3 => "1e400",
            4 => "\"\\ud800\"",
            5 => $"\"{new string('a', random.Next(500))}\"",
            6 => "\"../../etc/passwd\"",
            _ => "[]",
        };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
