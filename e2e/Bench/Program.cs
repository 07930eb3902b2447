using Portal.Bench;
using Portal.Tests.Harness;

if (args is ["bare", var port])
{
    await BareServer.RunAsync(
        int.Parse(port, System.Globalization.CultureInfo.InvariantCulture),
        Environment.GetEnvironmentVariable("WEBHOOK_SECRET") ?? ""
    );
    return 0;
}

string[] known = ["--full", "--alone", "--seconds"];
string[] benches = ["intake", "search", "pages", "circuits"];
if (Array.Find(args, arg => arg.StartsWith('-') && !known.Contains(arg)) is { } unknown)
{
    Console.Error.WriteLine($"Unknown option {unknown}. ./portal help lists what there is.");
    return 1;
}

// Whatever is no option and no value of one names a bench; without a name all are run.
var named = args.Where(
        (arg, at) => !arg.StartsWith('-') && (at == 0 || args[at - 1] != "--seconds")
    )
    .ToList();
if (named.Find(name => !benches.Contains(name)) is { } stranger)
{
    Console.Error.WriteLine(
        $"There is no bench '{stranger}': there are {string.Join(", ", benches)}."
    );
    return 1;
}

var full = args.Contains("--full");
var reports = new List<Report>();
if (Runs("intake"))
{
    Take(await new IntakeBench(full, args.Contains("--alone"), Seconds()).RunAsync());
}

var search = new SearchBench();
if (Runs("search"))
{
    Take([await search.RunAsync()]);
}

if (Runs("pages"))
{
    Take([await new PagesBench(full).RunAsync()]);
}

if (Runs("circuits"))
{
    Take(await new CircuitsBench(full).RunAsync());
}

// What was measured in full is kept with the sources.
await Report.WriteAsync(
    Path.Combine(
        Checkout.Root,
        full ? "docs/bench" : "artifacts",
        $"{(named.Count == 0 ? "bench" : string.Join('-', named))}.json"
    ),
    reports,
    full
);
search.Missed.ForEach(Console.Error.WriteLine);
return search.Missed.Count == 0 ? 0 : 1;

// Printed as soon as it is there: what fails afterwards does not take it along.
void Take(IEnumerable<Report> more)
{
    foreach (var report in more)
    {
        reports.Add(report);
        report.Print();
    }
}

bool Runs(string bench) => named.Count == 0 || named.Contains(bench);

int? Seconds() =>
    Array.IndexOf(args, "--seconds") is var at and >= 0
        ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
        : null;
