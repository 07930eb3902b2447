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
if (Runs("intake"))
{
    var intake = new IntakeBench(full, args.Contains("--alone"), Seconds());
    await TakeAsync("intake", await intake.RunAsync());
}

var search = new SearchBench();
if (Runs("search"))
{
    await TakeAsync("search", [await search.RunAsync()]);
}

if (Runs("pages"))
{
    await TakeAsync("pages", [await new PagesBench(full).RunAsync()]);
}

if (Runs("circuits"))
{
    await TakeAsync("circuits", await new CircuitsBench(full).RunAsync());
}

search.Missed.ForEach(Console.Error.WriteLine);
return search.Missed.Count == 0 ? 0 : 1;

bool Runs(string bench) => named.Count == 0 || named.Contains(bench);

// As soon as it is there: what fails afterwards does not take it along. What was measured in full is kept with the sources.
async Task TakeAsync(string bench, IEnumerable<Report> measured)
{
    var reports = measured.ToList();
    reports.ForEach(report => report.Print());
    await Report.WriteAsync(
        Path.Combine(Checkout.Root, full ? "docs/bench" : "artifacts/bench", $"{bench}.json"),
        reports,
        full
    );
}

int? Seconds() =>
    Array.IndexOf(args, "--seconds") is var at and >= 0
        ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
        : null;
