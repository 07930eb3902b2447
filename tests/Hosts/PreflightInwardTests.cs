using Microsoft.EntityFrameworkCore;
using Portal.Hosts;
using Portal.Tests.Harness;

namespace Portal.Tests.Hosts;

/// <summary>What the portal itself turned away says nothing against the way from GitHub to it.</summary>
public sealed class PreflightInwardTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    [Fact]
    public async Task A_signature_that_the_portal_refused_is_no_alarm_for_the_network_team()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        trip.Rehearsal.Sandbox.World.FindApp(app.Slug!)!.Hook.Secret = "another secret 12345";
        await trip.GitHub.PushAsync(
            await RepositoryAsync(trip),
            "main",
            "Signed with another secret"
        );
        await trip.Rehearsal.Sandbox.IdleAsync();

        var step = await InwardAsync(trip);

        Assert.Contains("answered 401", step.Seen, StringComparison.Ordinal);
        Assert.Equal((PreflightVerdict.Warning, null), (step.Verdict, step.Reason));
        Assert.Equal(Fixer.You, step.Fixer);
    }

    [Fact]
    public async Task An_app_that_is_being_disconnected_is_not_asked_whether_webhooks_arrive()
    {
        var trip = await shared.ConnectedAsync();
        var app = (await trip.ConnectionAsync()).App;
        await trip.WaitingForDeletionAsync(await trip.DisconnectAsync());
        var slug = app.Slug!;
        trip.Rehearsal.Sandbox.Requests.Clear();

        var step = await InwardAsync(trip);

        Assert.NotEqual(PreflightVerdict.Failed, step.Verdict);
        Assert.DoesNotContain("410", step.Seen, StringComparison.Ordinal);
        await trip.GitHub.SendAsync(HttpMethod.Delete, $"apps/{slug}");
    }

    private static async Task<string> RepositoryAsync(Trip trip)
    {
        var installation = (await trip.ConnectionAsync()).InstallationId;
        await using var db = await trip.Doors.OpenAsync();
        return await db
            .Repositories.Where(row => row.InstallationId == installation && !row.Archived)
            .Select(row => row.FullName)
            .FirstAsync(Stop);
    }

    private static async Task<PreflightStep> InwardAsync(Trip trip)
    {
        await trip.Doors.Get<CheckHost>().RunAsync(trip.HostId, Doors.Actor, Stop);
        await using var db = await trip.Doors.OpenAsync();
        var run = await db
            .PreflightRuns.Where(row => row.HostId == trip.HostId)
            .OrderByDescending(row => row.Id)
            .FirstAsync(Stop);
        return PreflightStep.Read(run)[(int)PreflightCheck.Inward];
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
