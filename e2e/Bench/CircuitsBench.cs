using System.Diagnostics;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>What open pages cost: memory, the time of a click, and how soon they show what comes in.</summary>
internal sealed class CircuitsBench(bool full)
{
    private const int Rate = 500;
    private readonly int _pages = full ? 300 : 60;
    private readonly int _watchers = full ? 200 : 50;
    private readonly int _clicks = full ? 300 : 60;
    private readonly TimeSpan _watched = TimeSpan.FromSeconds(full ? 60 : 15);

    public async Task<IReadOnlyList<Report>> RunAsync()
    {
        var alone = await AloneAsync();
        await using var portal = await PortalContestant.StartAsync(onPostgres: false);
        using var browser = new PortalClient(portal.Url);
        await browser.SignInAsync();
        // What one page needs is loaded and compiled with the first.
        await using (var first = await Circuit.OpenAsync(browser, browser.Site))
        {
            await ClicksAsync(browser, first, 20);
        }

        var running = portal.Running();
        var idle = running.ResidentMemory;
        Console.WriteLine($"circuits, {_pages} open dashboards …");
        var open = await OpenAsync(browser, _pages);
        var costs = new Report(
            $"{_pages} open dashboards, with one host and one connection",
            "resident when idle MiB",
            "with one page MiB",
            "with all MiB",
            "each MiB",
            "click p50 ms",
            "click p95 ms",
            "click max ms"
        );
        var resident = running.ResidentMemory;
        var clicks = await ClicksAsync(browser, open[0], _clicks);
        costs.Add(
            alone,
            idle,
            resident,
            (resident - idle) / _pages,
            clicks[clicks.Count / 2],
            clicks[clicks.Count * 95 / 100],
            clicks[^1]
        );
        await CloseAsync(open);
        return [costs, await WatchAsync(portal, browser)];
    }

    /// <summary>A portal that serves nobody, some seconds after its start, in MiB.</summary>
    private static async Task<double> AloneAsync()
    {
        await using var portal = await PortalProcess.StartAsync();
        using var browser = new PortalClient(portal);
        await browser.SignInAsync();
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        return new Running(
            portal.Url,
            () => [portal.ProcessId],
            () => ValueTask.CompletedTask
        ).ResidentMemory;
    }

    /// <summary>Deliveries come at a steady rate; every open dashboard shows what has changed since the last time.</summary>
    private async Task<Report> WatchAsync(PortalContestant portal, PortalClient browser)
    {
        Console.WriteLine($"circuits, {_watchers} dashboards during {Rate} deliveries a second …");
        var open = await OpenAsync(browser, _watchers);
        var running = portal.Running();
        using var load = new Load(running.Url, portal.Secret, IntakeBench.Bodies());
        await load.RunAtAsync(Rate, TimeSpan.FromSeconds(5));
        var (begun, cpu) = (Stopwatch.GetTimestamp(), running.CpuTime);
        var result = await load.RunAtAsync(Rate, _watched);
        var ended = Stopwatch.GetTimestamp();
        var used = (running.CpuTime - cpu) / Stopwatch.GetElapsedTime(begun, ended);
        var gaps = open.SelectMany(page => Gaps(page, begun, ended)).Order().ToList();
        await CloseAsync(open);
        var report = new Report(
            $"{_watchers} open dashboards while deliveries come for {_watched.TotalSeconds} seconds: time from one update to the next",
            "deliveries per second",
            "refused",
            "intake p99 ms",
            "update p50 ms",
            "update p95 ms",
            "update max ms",
            "portal's CPU cores"
        );
        report.Add(
            result.PerSecond,
            result.Other.Values.Sum(),
            result.Percentile(0.99),
            gaps[gaps.Count / 2],
            gaps[gaps.Count * 95 / 100],
            gaps[^1],
            used
        );
        return report;
    }

    private static IEnumerable<double> Gaps(Circuit page, long begun, long ended)
    {
        var last = begun;
        foreach (var batch in page.Batches.Where(at => at > begun && at < ended).Append(ended))
        {
            yield return Stopwatch.GetElapsedTime(last, batch).TotalMilliseconds;
            last = batch;
        }
    }

    private static async Task<List<Circuit>> OpenAsync(PortalClient browser, int count)
    {
        var open = new List<Circuit>();
        // As people come: some at a time, not all in one moment.
        foreach (var some in Enumerable.Range(0, count).Chunk(10))
        {
            open.AddRange(
                await Task.WhenAll(some.Select(_ => Circuit.OpenAsync(browser, browser.Site)))
            );
        }

        return open;
    }

    private static async Task CloseAsync(List<Circuit> open)
    {
        foreach (var page in open)
        {
            await page.DisposeAsync();
        }
    }

    /// <summary>To the list of hosts and back, in milliseconds, sorted.</summary>
    private static async Task<List<double>> ClicksAsync(
        PortalClient browser,
        Circuit page,
        int count
    )
    {
        var times = new List<double>();
        for (var click = 0; click < count; click++)
        {
            var path = click % 2 == 0 ? "connections" : "hosts";
            times.Add((await page.ClickAsync(new Uri(browser.Site, path))).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }
}
