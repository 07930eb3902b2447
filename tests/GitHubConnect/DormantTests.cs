using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect;
using Portal.Secrets;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>How many people of the server are dormant: in its own report, which it makes when it is asked for it.</summary>
public sealed class DormantTests(LinkTrip trip) : IClassFixture<LinkTrip>
{
    private const string Report = "GET /stafftools/reports";

    [Fact]
    public async Task The_servers_report_is_asked_for_until_it_is_made_and_only_its_number_is_kept()
    {
        await trip.EnabledAsync();
        trip.Server.World.FindAccount("monalisa")!.IsDormant = true;
        trip.Server.Faults.Add(Counted);

        await KeepTokenAsync();

        // The server said first that it makes the report.
        var link = await trip.SeenAsync(row => row.DormantReadAt is not null);
        Assert.Equal((2, false), (link.DormantPeople, link.DormantWanted));
        Assert.Null(link.DormantProblem);
        Assert.Equal(2, Asked);
        var record = JsonSerializer.Deserialize<JsonElement>(
            (await trip.Trip.Browser.GetAsync($"github-connect/{trip.LinkId}/record.json")).Text
        );
        Assert.Equal(2, record.GetProperty("dormant_people").GetInt32());
        Assert.Contains(
            "2 in the server's report",
            await trip.PageAsync("/record"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_a_token_nobody_is_asked_and_with_it_goes_what_was_read()
    {
        await trip.EnabledAsync();
        trip.Server.Faults.Add(Counted);
        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);
        await trip.SeenAsync(row => row.RefreshWantedAt is null);
        Assert.Contains(
            "The server gives its report to site administrators only",
            await trip.PageAsync("/record"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, Asked);
        await KeepTokenAsync();
        await trip.SeenAsync(row => row.DormantReadAt is not null);

        await trip
            .Trip.Doors.Get<KeepToken>()
            .ForgetAsync(trip.LinkId, LinkCredentialKind.ServerToken, Doors.Actor, Stop);

        var link = await trip.LinkAsync();
        Assert.Equal((null, null), (link.DormantPeople, link.DormantReadAt));
        Assert.Null(link.SeatsUsed);
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_leaves_the_number_of_before_and_says_why()
    {
        await trip.EnabledAsync();
        await KeepTokenAsync();
        await trip.SeenAsync(row => row.DormantReadAt is not null);
        trip.Server.Faults.Add(new Fault(Report, FaultKind.Html));

        await trip.Trip.Doors.Get<RefreshLinks>().WantAsync(trip.LinkId, Stop);
        await trip.Trip.Doors.Get<RefreshLinks>().RunAsync(Stop);

        var link = await trip.SeenAsync(row => row.DormantProblem is not null);
        Assert.Equal((1, false), (link.DormantPeople, link.DormantWanted));
        Assert.Contains(
            "answered 200 OK, text/html",
            link.DormantProblem,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The report of dormant users could not be read",
            await trip.PageAsync("/record"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_report_that_is_never_made_is_asked_for_again_with_the_next_reading()
    {
        await trip.EnabledAsync();
        trip.Server.Faults.Add(new Fault(Report, FaultKind.Status, Status: 202));
        await KeepTokenAsync();
        var waiting = await trip.SeenAsync(row => row.DormantProblem is not null);
        Assert.True(waiting.DormantWanted);
        Assert.EndsWith("again in a moment.", waiting.DormantProblem, StringComparison.Ordinal);
        await using var db = await trip.Trip.Doors.OpenAsync();
        await db
            .Links.Where(row => row.Id == trip.LinkId)
            .ExecuteUpdateAsync(row => row.SetProperty(link => link.RefreshedAt, Earlier), Stop);

        await trip.Trip.Doors.Get<ReadDormant>().RunAsync(Stop);

        var link = await trip.LinkAsync();
        Assert.Equal((null, false), (link.DormantPeople, link.DormantWanted));
        Assert.EndsWith("with the next reading.", link.DormantProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,login\n", 0)]
    [InlineData("id,login", 0)]
    [InlineData("id,login\n1,a\n2,b\n", 2)]
    [InlineData("id,login\r\n1,a\r\n2,b", 2)]
    [InlineData("\uFEFF\"id\",\"login\"\n1,a\n\n", 1)]
    [InlineData("id,login,raw_login\n1,a,\"{\"\"from\"\":\n\"\"web\"\"}\"\n2,b,\n", 2)]
    [InlineData("<html>\nlogin\n</html>\n", null)]
    [InlineData("id,name\n1,a\n", null)]
    [InlineData("", null)]
    public void Records_of_a_report_are_counted_and_other_files_are_none(string csv, int? count) =>
        Assert.Equal(count, CountRecords.Below(Encoding.UTF8.GetBytes(csv), "login"));

    /// <summary>Changes nothing, and counts what comes in at the report.</summary>
    private static Fault Counted { get; } =
        new(Report, FaultKind.Latency, Milliseconds: 0, Times: 9);

    private int Asked => 9 - trip.Server.Faults.All.Single().Times!.Value;

    private static DateTimeOffset Earlier => TimeProvider.System.GetUtcNow().AddMinutes(-16);

    private async Task KeepTokenAsync() =>
        Assert.Null(
            await trip
                .Trip.Doors.Get<KeepToken>()
                .RunAsync(
                    trip.LinkId,
                    LinkCredentialKind.ServerToken,
                    new SecretText(
                        trip.Server.World.MintPersonalToken(
                            trip.Server.World.FindAccount("octocat")!,
                            "site_admin"
                        ).Value
                    ),
                    Doors.Actor,
                    Stop
                )
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
