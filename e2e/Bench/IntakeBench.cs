namespace Portal.Bench;

/// <summary>How many signed push deliveries a second are taken in: the portal and others, in turns in one run.</summary>
/// <param name="alone">Only the portal, to work on it.</param>
/// <param name="seconds">How long each is measured, after a warm-up.</param>
internal sealed class IntakeBench(bool full, bool alone, int? seconds)
{
    // Most is claimed for 32 connections; a server that is started anew may be a fifth faster or slower.
    private readonly (int Connections, int Rounds)[] _runs = full
        ? [(1, 1), (32, 5), (128, 1)]
        : [(32, 1)];

    // What compiles as it runs is measured when it has: all get the same time for it.
    private readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);
    private readonly TimeSpan _measured = TimeSpan.FromSeconds(seconds ?? (full ? 8 : 5));

    private readonly List<byte[]> _bodies = Bodies();
    private readonly List<Measured> _all = [];

    public async Task<IEnumerable<Report>> RunAsync()
    {
        foreach (var (connections, rounds) in _runs)
        {
            for (var round = 1; round <= rounds; round++)
            {
                Console.WriteLine(
                    $"intake, {connections} connections, round {round} of {rounds} …"
                );
                foreach (var contestant in alone ? [] : Contestants.All())
                {
                    await using var running = await contestant.Start();
                    await MeasureAsync(contestant.Name, running, Contestants.Secret, connections);
                }

                await MeasurePortalAsync("portal, SQLite", onPostgres: false, connections);
                await MeasurePortalAsync("portal, PostgreSQL", onPostgres: true, connections);
            }
        }

        return _runs.Select(run => Summarize(run.Connections, run.Rounds));
    }

    private async Task MeasurePortalAsync(string name, bool onPostgres, int connections)
    {
        await using var portal = await PortalContestant.StartAsync(onPostgres);
        var accepted = await MeasureAsync(name, portal.Running(), portal.Secret, connections);
        var (lost, rows, bytes) = await portal.CountAsync(accepted);
        var measured = _all[^1];
        _all[^1] = measured with { Lost = lost, Rows = rows, Bytes = bytes / Math.Max(1, rows) };
        if (lost > 0)
        {
            throw new InvalidOperationException($"{lost} acknowledged deliveries are not stored.");
        }
    }

    private async Task<List<Guid>> MeasureAsync(
        string name,
        Running running,
        string secret,
        int connections
    )
    {
        using var load = new Load(running.Url, secret, _bodies);
        var before = await load.RunAsync(connections, _warmUp);
        var cpu = running.CpuTime;
        var result = await load.RunAsync(connections, _measured);
        var used = running.CpuTime - cpu;
        _all.Add(
            new Measured(
                name,
                connections,
                result.PerSecond,
                result.Percentile(0.5),
                result.Percentile(0.99),
                result.Latencies[^1],
                used.TotalMicroseconds / Math.Max(1, result.Latencies.Length),
                running.ResidentMemory,
                result.Other.Values.Sum()
            )
        );
        return [.. before.Accepted, .. result.Accepted];
    }

    private Report Summarize(int connections, int rounds)
    {
        var report = new Report(
            $"Intake of push deliveries of 8 to 12 KB over {connections} connections; medians of {rounds} rounds",
            "server",
            "per second",
            "lowest",
            "highest",
            "p50 ms",
            "p99 ms",
            "max ms",
            "CPU µs each",
            "memory MiB",
            "refused",
            "× probot",
            "% of bare",
            "bytes stored each",
            "acknowledged and lost"
        );
        var groups = _all.Where(run => run.Connections == connections)
            .GroupBy(run => run.Name)
            .ToDictionary(group => group.Key, group => group.ToList());
        var (probot, bare) = (
            Median(groups.GetValueOrDefault("probot", []), run => run.PerSecond),
            Median(groups.GetValueOrDefault("bare ASP.NET", []), run => run.PerSecond)
        );
        foreach (var (name, runs) in groups)
        {
            var perSecond = Median(runs, run => run.PerSecond);
            report.Add(
                name,
                perSecond,
                runs.Min(run => run.PerSecond),
                runs.Max(run => run.PerSecond),
                Median(runs, run => run.P50),
                Median(runs, run => run.P99),
                runs.Max(run => run.Max),
                Median(runs, run => run.CpuMicroseconds),
                Median(runs, run => run.Memory),
                runs.Sum(run => run.Refused),
                perSecond / probot,
                100 * perSecond / bare,
                runs[0].Rows is null ? null : Median(runs, run => run.Bytes ?? 0),
                runs[0].Rows is null ? null : runs.Sum(run => run.Lost ?? 0)
            );
        }

        return report;
    }

    private static double Median(List<Measured> runs, Func<Measured, double> value)
    {
        var sorted = runs.Select(value).Order().ToList();
        return sorted.Count == 0 ? double.NaN
            : sorted.Count % 2 == 1 ? sorted[sorted.Count / 2]
            : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    internal static List<byte[]> Bodies()
    {
        var payload = new PushPayload(
            seed: 1,
            installationId: 4711,
            [.. Enumerable.Range(1, 200).Select(number => $"acme/service-{number}")]
        );
        return [.. Enumerable.Range(0, 5000).Select(_ => payload.Next())];
    }

    private sealed record Measured(
        string Name,
        int Connections,
        double PerSecond,
        double P50,
        double P99,
        double Max,
        double CpuMicroseconds,
        double Memory,
        int Refused,
        int? Lost = null,
        int? Rows = null,
        long? Bytes = null
    );
}
