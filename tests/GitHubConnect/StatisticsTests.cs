using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.GitHubConnect.Statistics;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>The server's figures over time: read daily and on demand, shown, downloaded, and forgotten with the switch.</summary>
public sealed class StatisticsTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    [Fact]
    public async Task Figures_are_read_at_once_and_every_day_and_become_charts_and_a_file()
    {
        await SwitchedOnAsync();
        await SeenAsync(row => row.LastRunAt is not null);
        var people = trip.Server.World.Accounts.Values.Count(account => account.IsPerson);
        Assert.Contains($"total users {people} first reading", await trip.PageAsync("/statistics"));

        // Within the day nothing more is read; a day later the next.
        await SetAsync(row => row.SetProperty(feature => feature.LastRunAt, Ago(hours: 23)));
        await trip.Trip.Doors.Get<ReadFigures>().RunAsync(Stop);
        Assert.Equal(1, await ReadingsAsync());
        await MoveAsync(days: 2);
        await SetAsync(row => row.SetProperty(feature => feature.LastRunAt, Ago(hours: 25)));
        await SeenAsync(row => row.LastRunAt > Ago(hours: 1));

        Assert.Equal(2, await ReadingsAsync());
        var page = await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/statistics");
        Assert.NotNull(page.Document.QuerySelector("svg polyline[points]"));
        var file = await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/statistics.csv");
        Assert.StartsWith("at,figure,value\r\n", file.Text, StringComparison.Ordinal);
        Assert.Equal(2, file.Text.Split($",\"users.total_users\",\"{people}\"\r\n").Length - 1);
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("exported the server statistics", audit.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Maintenance, "503")]
    [InlineData(FaultKind.Html, "html")]
    [InlineData(FaultKind.Reset, "")]
    public async Task A_reading_that_fails_is_said_keeps_what_was_read_and_recovers(
        FaultKind kind,
        string seen
    )
    {
        await SwitchedOnAsync();
        await SeenAsync(row => row.LastRunAt is not null);
        trip.Server.Faults.Add(new Fault("GET /api/v3/enterprise/stats", kind));

        await RunAsync();

        var failing = await FeatureAsync();
        Assert.NotNull(failing.FailingSince);
        Assert.Contains(seen, failing.LastResult, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await ReadingsAsync());
        Assert.Contains("cannot be read since", await trip.PageAsync("/statistics"));
        trip.Server.Faults.Clear();
        await RunAsync();
        Assert.Null((await FeatureAsync()).FailingSince);
        Assert.Equal(2, await ReadingsAsync());
    }

    [Fact]
    public async Task Without_a_site_administrators_token_the_switch_is_off_and_says_so()
    {
        await trip.EnabledAsync();

        var problem = await Switch.OnAsync(
            trip.LinkId,
            LinkFeatureKind.ServerStatistics,
            Doors.Actor,
            Stop
        );

        Assert.Contains("token is missing", problem, StringComparison.Ordinal);
        Assert.Empty((await trip.LinkAsync()).Features);
        Assert.Contains("token is missing", await trip.PageAsync("/features"));
    }

    [Fact]
    public async Task Switching_off_deletes_the_figures_and_so_does_the_end_of_the_token()
    {
        await SwitchedOnAsync();
        await SeenAsync(row => row.LastRunAt is not null);
        await Switch.OffAsync(trip.LinkId, LinkFeatureKind.ServerStatistics, Doors.Actor, Stop);
        Assert.Equal(0, await ReadingsAsync());

        Assert.Null(
            await Switch.OnAsync(trip.LinkId, LinkFeatureKind.ServerStatistics, Doors.Actor, Stop)
        );
        await SeenAsync(row => row.LastRunAt is not null);
        await trip
            .Trip.Doors.Get<KeepToken>()
            .ForgetAsync(trip.LinkId, LinkCredentialKind.ServerToken, Doors.Actor, Stop);

        Assert.Empty((await trip.LinkAsync()).Features);
        Assert.Equal(0, await ReadingsAsync());
        Assert.Equal(
            404,
            (int)
                (
                    await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/statistics.csv")
                ).Status
        );
    }

    private SwitchFeature Switch => trip.Trip.Doors.Get<SwitchFeature>();

    private async Task SwitchedOnAsync()
    {
        await trip.EnabledAsync();
        var token = trip.Server.World.MintPersonalToken(
            trip.Server.World.FindAccount("octocat")!,
            "site_admin"
        );
        Assert.Null(
            await trip
                .Trip.Doors.Get<KeepToken>()
                .RunAsync(
                    trip.LinkId,
                    LinkCredentialKind.ServerToken,
                    new SecretText(token.Value),
                    Doors.Actor,
                    Stop
                )
        );
        Assert.Null(
            await Switch.OnAsync(trip.LinkId, LinkFeatureKind.ServerStatistics, Doors.Actor, Stop)
        );
    }

    /// <summary>Asks for the figures, as the button does, and waits until the portal's worker read them.</summary>
    private async Task RunAsync()
    {
        await Switch.RunAsync(trip.LinkId, LinkFeatureKind.ServerStatistics, Stop);
        await SeenAsync(row => !row.RunWanted);
    }

    private async Task<LinkFeature> FeatureAsync() =>
        (await trip.LinkAsync()).Features.Single(row =>
            row.Kind == LinkFeatureKind.ServerStatistics
        );

    private Task<LinkFeature> SeenAsync(Func<LinkFeature, bool> enough) =>
        Until.SeenAsync(FeatureAsync, enough);

    private async Task<int> ReadingsAsync()
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        return await db
            .LinkFigures.Where(row => row.LinkId == trip.LinkId)
            .Select(row => row.At)
            .Distinct()
            .CountAsync(Stop);
    }

    /// <summary>As if everything that was read had been read earlier.</summary>
    private async Task MoveAsync(int days)
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        var at = Ago(hours: 24 * days);
        await db
            .LinkFigures.Where(row => row.LinkId == trip.LinkId)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.At, at), Stop);
    }

    private async Task SetAsync(
        Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<LinkFeature>> set
    )
    {
        await using var db = await trip.Trip.Doors.OpenAsync();
        await db.LinkFeatures.Where(row => row.LinkId == trip.LinkId).ExecuteUpdateAsync(set, Stop);
    }

    private static DateTimeOffset Ago(int hours) =>
        TimeProvider.System.GetUtcNow().AddHours(-hours);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
