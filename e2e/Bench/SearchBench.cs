using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect.Search;
using Portal.Tests.GitHubConnect;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Bench;

/// <summary>
/// How long a search over both sides of a link takes, beside its slower side asked alone: the portal's own search on a portal's
/// database, over HTTP to two sandboxes that answer late, not at all, or with a limit.
/// </summary>
internal sealed class SearchBench
{
    /// <summary>A search takes as long as its slower side and so much more at the most.</summary>
    private const double Most = 1.10;

    private const int Rounds = 40;
    private const string Text = "site";

    /// <summary>Where a search took too long, in words; empty where none did.</summary>
    public List<string> Missed { get; } = [];

    public async Task<Report> RunAsync()
    {
        await using var trip = new BothSidesTrip();
        await trip.InitializeAsync();
        await trip.FreshAsync();
        var report = new Report(
            $"Search over both sides of a link; medians of {Rounds} searches, tokens at hand",
            "server",
            "cloud",
            "slower side alone ms",
            "search ms",
            "ratio",
            "slowest search ms",
            "found",
            "notices"
        );
        foreach (var (server, cloud) in Cases())
        {
            Console.WriteLine($"search, server {server}, cloud {cloud} …");
            Add(report, server, cloud, await MeasureAsync(trip, server, cloud));
        }

        return report;
    }

    private static IEnumerable<(Side Server, Side Cloud)> Cases() =>
        [
            (Side.After(300), Side.After(300)),
            (Side.After(300), Side.After(50)),
            (Side.After(50), Side.After(300)),
            (Side.After(300), Side.That(FaultKind.Reset)),
            (Side.That(FaultKind.Reset), Side.After(300)),
            (Side.After(300), Side.That(FaultKind.SecondaryRateLimit)),
            (Side.That(FaultKind.PrimaryRateLimit), Side.After(300)),
        ];

    private static async Task<Measured> MeasureAsync(BothSidesTrip trip, Side server, Side cloud)
    {
        trip.Server.Faults.Clear();
        trip.Cloud.Faults.Clear();
        trip.Server.Faults.Add(server.Fault);
        trip.Cloud.Faults.Add(cloud.Fault);
        var slower = await InstallationAsync(
            trip,
            server.Milliseconds >= cloud.Milliseconds ? trip.OnServer : trip.OnCloud
        );
        // In turns, so that whatever else the machine does falls on both.
        var (alone, both) = (new List<double>(), new List<double>());
        SearchPage? found = null;
        for (var round = -2; round < Rounds; round++)
        {
            var one = await TimeAsync(() => AskAsync(trip, slower));
            var all = await TimeAsync(async () => found = await SearchAsync(trip));
            if (round >= 0)
            {
                alone.Add(one);
                both.Add(all);
            }
        }

        return new Measured(Median(alone), Median(both), both.Max(), found!);
    }

    private void Add(Report report, Side server, Side cloud, Measured measured)
    {
        report.Add(
            $"{server}",
            $"{cloud}",
            measured.Alone,
            measured.Search,
            measured.Ratio,
            measured.Slowest,
            measured.Found.Known,
            measured.Found.Notices.Count
        );
        if (measured.Ratio > Most)
        {
            Missed.Add(
                $"A search took {measured.Ratio:N2} times as long as its slower side (server {server}, cloud {cloud}); {Most:N2} is the most. Measure it on a machine that does nothing else."
            );
        }
    }

    /// <summary>The question that the search asks of a side, without anything around it.</summary>
    private static Task<SearchAnswer<FoundRepository>> AskAsync(
        BothSidesTrip trip,
        Installation side
    ) =>
        trip
            .Trip.Doors.Get<SearchApi>()
            .RepositoriesAsync(
                side,
                $"is:public org:{BothSidesTrip.Organization} {Text}",
                page: 1,
                CancellationToken.None
            );

    private static Task<SearchPage> SearchAsync(BothSidesTrip trip) =>
        trip
            .Trip.Doors.Get<UnifiedSearch>()
            .RunAsync(
                new SearchRequest(trip.LinkId, SearchKind.Repositories, Text),
                Doors.Actor,
                anew: true,
                CancellationToken.None
            );

    private static async Task<Installation> InstallationAsync(BothSidesTrip trip, Guid connection)
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        return await db
            .Installations.AsNoTracking()
            .Include(row => row.App.Host)
            .SingleAsync(row =>
                db.Connections.Any(one => one.Id == connection && one.InstallationId == row.Id)
            );
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var begun = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static double Median(List<double> times) =>
        times.Order().Skip((times.Count - 1) / 2).Take(2 - (times.Count % 2)).Average();

    private sealed record Measured(double Alone, double Search, double Slowest, SearchPage Found)
    {
        public double Ratio => Search / Alone;
    }

    /// <summary>How a side answers a search, and after how long.</summary>
    private sealed record Side(string Words, int Milliseconds, Fault Fault)
    {
        private const string Searches = "GET /api/v3/search";

        public static Side After(int milliseconds) =>
            new(
                $"{milliseconds} ms",
                milliseconds,
                new Fault(Searches, FaultKind.Latency, Milliseconds: milliseconds)
            );

        public static Side That(FaultKind kind) =>
            new(kind == FaultKind.Reset ? "fails" : "rate-limited", 0, new Fault(Searches, kind));

        public override string ToString() => Words;
    }
}
