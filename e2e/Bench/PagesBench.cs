using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;

namespace Portal.Bench;

/// <summary>
/// How long the portal takes for each page with little, more and much in the database: a page that reads what it shows takes as
/// long with a million rows as with ten thousand.
/// </summary>
internal sealed class PagesBench(bool full)
{
    private const int Requests = 40;

    // 10,000 connections are 100,000 repositories and a million deliveries.
    private readonly int[] _sizes = full ? [100, 1_000, 10_000] : [10, 100, 1_000];

    private readonly Dictionary<string, List<double>> _times = [];

    public async Task<Report> RunAsync()
    {
        foreach (var size in _sizes)
        {
            Console.WriteLine($"pages, {size:N0} connections, {size * 100:N0} deliveries …");
            await MeasureAsync(size);
        }

        return Summarize();
    }

    private async Task MeasureAsync(int size)
    {
        var settings = new PortalSettings
        {
            Values = new Dictionary<string, string?> { ["Portal:CheckInterval"] = "12:00:00" },
        };
        await using var portal = await PortalProcess.StartAsync(settings);
        await using (var doors = Doors.To(portal))
        {
            await FillDatabase.RunAsync(doors, size);
        }

        await portal.RestartAsync();
        await CheckedAsync(portal);
        using var browser = new PortalClient(portal);
        await browser.SignInAsync();
        foreach (var (name, path) in Pages(size))
        {
            await TimeAsync(browser, path, Requests / 4);
            var times = await TimeAsync(browser, path, Requests);
            _times.TryAdd(name, []);
            _times[name].Add(times[times.Count / 2]);
            _times[name].Add(times[times.Count * 95 / 100]);
        }
    }

    /// <summary>After a start all connections are checked once; what is measured is the time after that.</summary>
    private static async Task CheckedAsync(PortalProcess portal)
    {
        await using var doors = Doors.To(portal);
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            await using var db = await doors.OpenAsync();
            if (!await db.Connections.AnyAsync(row => row.CheckDueAt <= now))
            {
                return;
            }

            await Task.Delay(500);
        }
    }

    private static IEnumerable<(string Name, string Path)> Pages(int size)
    {
        var (connection, delivery) = (FillDatabase.IdOf(4, size / 2), size * 50);
        var (host, app) = (FillDatabase.IdOf(1, 0), FillDatabase.IdOf(2, 0));
        yield return ("dashboard", "");
        yield return ("hosts", "hosts");
        yield return ("host", $"hosts/{host}");
        yield return ("apps", "apps");
        yield return ("app", $"apps/{app}");
        yield return ("app, permissions", $"apps/{app}/permissions");
        yield return ("app, credentials", $"apps/{app}/credentials");
        yield return ("host, contain", $"hosts/{host}/contain");
        yield return ("host, remove", $"hosts/{host}/remove");
        yield return ("host, connect", $"hosts/{host}/connect");
        yield return ("connections", "connections");
        yield return ("connections, page 2", "connections?page=2");
        yield return ("connections, search", $"connections?q=org-{size / 2}");
        yield return ("connections, attention", "connections?attention=true");
        yield return ("connection", $"connections/{connection}");
        yield return ("connection, repositories", $"connections/{connection}/repositories");
        yield return ("connection, pull requests", $"connections/{connection}/pull-requests");
        yield return ("connection, timeline", $"connections/{connection}/timeline");
        yield return ("connection, health", $"connections/{connection}/health");
        yield return ("connection, disconnect", $"connections/{connection}/disconnect");
        yield return ("deliveries", "deliveries");
        yield return ("deliveries, older", $"deliveries?before={delivery}");
        yield return ("deliveries of a connection", $"deliveries?connection={connection}");
        yield return ("deliveries of a host", $"deliveries?host={host}");
        yield return (
            "deliveries of a repository",
            $"deliveries?q=org-{size / 2}/service-{size / 2 * 10}"
        );
        yield return ("deliveries, part of a name", $"deliveries?q=service-{size / 2 * 10}");
        yield return ("deliveries, part of all names", "deliveries?q=service");
        yield return (
            "deliveries of a host, part of all names",
            $"deliveries?host={host}&q=service"
        );
        yield return ("deliveries of a host, event", $"deliveries?host={host}&event=create");
        yield return ("deliveries of a host, no such event", $"deliveries?host={host}&event=star");
        yield return ("deliveries, GUID", $"deliveries?q={FillDatabase.IdOf(7, delivery)}");
        yield return ("deliveries, failed", "deliveries?result=Failed");
        yield return ("deliveries, parked", "deliveries?result=Parked");
        yield return ("deliveries, event", "deliveries?event=create");
        yield return ("delivery", $"deliveries/{delivery}");
        yield return ("GitHub Connect", "github-connect");
        yield return ("networks", "networks");
        yield return ("audit", "audit");
        yield return ("settings", "settings");
        yield return ("notifications", "settings/notifications");
    }

    private static async Task<List<double>> TimeAsync(PortalClient browser, string path, int count)
    {
        var times = new List<double>();
        for (var request = 0; request < count; request++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var answer = await browser.Http.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{path} answered {answer.StatusCode}.");
            }
        }

        times.Sort();
        return times;
    }

    private Report Summarize()
    {
        var report = new Report(
            $"Time for a page's first answer in ms; medians and 95th percentiles of {Requests} requests",
            [
                "page",
                .. _sizes.SelectMany(size =>
                    new[] { $"{size:N0} connections, p50", $"{size:N0} connections, p95" }
                ),
                "largest ÷ smallest, p50",
            ]
        );
        foreach (var (name, times) in _times)
        {
            report.Add([name, .. times.Select(time => (object?)time), times[^2] / times[0]]);
        }

        return report;
    }
}
