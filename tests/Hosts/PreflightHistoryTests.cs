using Portal.Data;
using Portal.Hosts;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Hosts;

/// <summary>What is kept of a host's preflights.</summary>
public sealed class PreflightHistoryTests(Registering stage)
    : IClassFixture<Registering>,
        IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await stage.StartOverAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_history_keeps_each_change_and_counts_what_stays_the_same()
    {
        var id = (await stage.RegisterAsync(new HostForm { Url = stage.GitHub.Url.AbsoluteUri }))
            .HostId!
            .Value;
        var check = stage.Portal.Doors.Get<CheckHost>();

        await check.RunAsync(id, Actor.Portal, Stop);
        await check.RunAsync(id, Actor.Portal, Stop);
        stage.GitHub.Faults.Add(new Fault("GET /api/v3/meta", FaultKind.Maintenance));
        await check.RunAsync(id, Actor.Portal, Stop);
        await check.RunAsync(id, Doors.Actor, Stop);

        await using var db = await stage.Portal.Doors.OpenAsync();
        var runs = db.PreflightRuns.Where(run => run.HostId == id).OrderBy(run => run.Id).ToList();
        Assert.Equal(
            [
                ("admin@example.com", 3, null),
                ("portal", 1, "Maintenance"),
                ("test", 1, "Maintenance"),
            ],
            runs.Select(run => (run.StartedBy, run.Times, run.FailedStep))
        );
        Assert.Equal(
            PreflightVerdict.Failed,
            PreflightStep.Read(runs[1])[(int)PreflightCheck.Maintenance].Verdict
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
