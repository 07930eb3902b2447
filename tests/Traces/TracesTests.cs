using System.Text;
using Microsoft.Data.Sqlite;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Traces;

/// <summary>
/// A byte search over all that a portal writes: while it is connected it finds the ciphertexts, which shows that it can
/// find, and nothing in the clear; afterwards it finds neither.
/// </summary>
public sealed class TracesTests
{
    private const int Connections = 3;

    private static readonly string[] s_kinds =
    [
        "authorization code",
        "client secret",
        "installation token",
        "manifest code",
        "person's token",
        "private key",
        "webhook secret",
    ];

    [Fact]
    public async Task A_disconnect_leaves_no_trace_of_a_secret_even_while_somebody_reads_an_older_state()
    {
        await using var trip = await Trip.BeginAsync(
            new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace",
                ["Logging:LogLevel:Quartz"] = "Trace",
                ["Portal:CheckInterval"] = "00:00:02",
            },
            "globex"
        );
        var connections = await ConnectAsync(trip);
        var ciphertexts = await CiphertextsAsync(trip);
        await AssertKeptEncryptedAsync(trip, ciphertexts);

        // Somebody else has the database open, as a backup has.
        await using var reader = new SqliteConnection(
            $"Data Source={trip.Portal.DatabaseFile};Mode=ReadOnly;Pooling=False"
        );
        await reader.OpenAsync(Stop);
        var reading = reader.BeginTransaction(deferred: true);
        await using (var look = reader.CreateCommand())
        {
            look.CommandText = "SELECT count(*) FROM Secrets";
            Assert.Equal(3L * Connections, await look.ExecuteScalarAsync(Stop));
        }

        var endings = await EndAsync(trip, connections);
        foreach (var ending in endings)
        {
            await trip.StepAsync(
                ending,
                EndingStepKind.CleanDatabase,
                step =>
                    step is { State: EndingStepState.Waiting, Detail: { } detail }
                    && detail.Contains("Somebody still reads", StringComparison.Ordinal)
            );
            Assert.Null((await trip.Doors.EndingAsync(ending)).FinishedAt);
        }

        Assert.Empty(await trip.SecretsAsync());
        Assert.NotEmpty(await Search.ForAsync(trip.Portal, ciphertexts));
        await reading.DisposeAsync();
        await reader.CloseAsync();
        foreach (var ending in endings)
        {
            await trip.FinishedAsync(ending);
        }

        Assert.Empty(await Search.ForAsync(trip.Portal, [.. ciphertexts, .. Plaintexts(trip)]));
    }

    /// <summary>Several, so that their rows fill more than one page of the database.</summary>
    private static async Task<List<Guid>> ConnectAsync(Trip trip)
    {
        var connections = new List<Guid>();
        for (var number = 1; number <= Connections; number++)
        {
            if (number > 1)
            {
                await trip.ProposeAsync("globex", $"Portal {number}");
            }

            await trip.ConnectAsync("globex");
            connections.Add(trip.ConnectionId);
        }

        return connections;
    }

    private static async Task AssertKeptEncryptedAsync(
        Trip trip,
        List<(string Name, byte[] Bytes)> ciphertexts
    )
    {
        var plaintexts = Plaintexts(trip);
        Assert.Equal(s_kinds, plaintexts.Select(secret => secret.Name).Distinct().Order());
        Assert.Equal(3 * Connections, ciphertexts.Count);
        var found = await Search.ForAsync(trip.Portal, ciphertexts);
        Assert.All(
            ciphertexts,
            secret =>
                Assert.Contains(
                    found,
                    line => line.StartsWith(secret.Name + " in portal.db", StringComparison.Ordinal)
                )
        );
        Assert.DoesNotContain(found, line => line.EndsWith("the log", StringComparison.Ordinal));
        Assert.Contains(
            trip.Portal.Logs.All,
            line => line.StartsWith("trce:", StringComparison.Ordinal)
        );
        Assert.Empty(await Search.ForAsync(trip.Portal, plaintexts));
        // Every token that an app signs begins like this.
        Assert.DoesNotContain(
            trip.Portal.Logs.All,
            line => line.Contains("eyJhbGciOiJSUzI1NiI", StringComparison.Ordinal)
        );
    }

    /// <summary>What must not be found anywhere in the clear: every secret that the server gave out.</summary>
    private static List<(string Name, byte[] Bytes)> Plaintexts(Trip trip) =>
        [
            .. trip.Rehearsal.Sandbox.World.Secrets.All.Select(secret =>
                (secret.Kind, Encoding.UTF8.GetBytes(secret.Text))
            ),
        ];

    /// <summary>A slice of each ciphertext that stands in the database now; their beginnings are all the same.</summary>
    private static async Task<List<(string Name, byte[] Bytes)>> CiphertextsAsync(Trip trip) =>
        [
            .. (await trip.SecretsAsync()).Select(secret =>
                ($"{secret.Field} {secret.Id}", secret.Ciphertext[^48..^16])
            ),
        ];

    private static async Task<List<Guid>> EndAsync(Trip trip, IEnumerable<Guid> connections)
    {
        var endings = new List<Guid>();
        foreach (var connection in connections)
        {
            var row = (await trip.Doors.ConnectionAsync(connection))!;
            var ending = await trip
                .Doors.Get<Portal.Connections.Disconnect>()
                .StartAsync(row.Id, row.Name, Doors.Actor, Stop);
            endings.Add(ending!.Value);
            await trip.WaitingForDeletionAsync(ending.Value);
            await trip.GitHub.SendAsync(HttpMethod.Delete, $"apps/{row.App.Slug}");
        }

        return endings;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
