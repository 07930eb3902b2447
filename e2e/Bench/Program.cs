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
if (Array.Find(args, arg => arg.StartsWith('-') && !known.Contains(arg)) is { } unknown)
{
    Console.Error.WriteLine($"Unknown option {unknown}. ./portal help lists what there is.");
    return 1;
}

var full = args.Contains("--full");
var reports = (
    await new IntakeBench(full, args.Contains("--alone"), Seconds()).RunAsync()
).ToList();
foreach (var report in reports)
{
    report.Print();
}

await Report.WriteAsync(
    Path.Combine(Checkout.Root, "artifacts", full ? "bench-full.json" : "bench.json"),
    reports,
    full
);
return 0;

int? Seconds() =>
    Array.IndexOf(args, "--seconds") is var at and >= 0
        ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
        : null;
