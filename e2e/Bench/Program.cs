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

var full = args.Contains("--full");
var reports = (await new IntakeBench(full).RunAsync()).ToList();
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
