using Microsoft.EntityFrameworkCore;
using Portal.Tests.Harness;
using Portal.Tests.Webhooks;

namespace Portal.Tests.Home;

/// <summary>What the dashboard says, read as a page without scripts.</summary>
public sealed class DashboardTests(ConnectedTrip shared)
    : IClassFixture<ConnectedTrip>,
        IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    public async ValueTask InitializeAsync()
    {
        await Trip.GitHub.HealAsync();
        await CheckAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_connection_that_works_shows_both_directions_its_deliveries_and_its_token()
    {
        var connection = await Trip.ConnectionAsync();
        var hidden = await new Signed(
            "push",
            $$"""{"ref":"refs/heads/main","installation":{"id":{{connection.Installation!.GitHubId}}},"repository":{"full_name":"globex/x"},"n":"{{Guid.NewGuid()}}"}"""
        ).PostAsync(Trip);
        Assert.Equal(202, hidden);

        var page = await Trip.Browser.GetAsync("");

        var line = page.Document.QuerySelector("table.connections tbody tr")!.TextContent;
        Assert.Contains("Available", line, StringComparison.Ordinal);
        Assert.Contains("answers in", line, StringComparison.Ordinal);
        Assert.Contains("received", line, StringComparison.Ordinal);
        var chart = page.Document.QuerySelector("table.connections svg")!;
        Assert.Matches(
            "^[0-9,]+ deliver(y|ies) in 24 hours, none failed$",
            chart.GetAttribute("aria-label")!
        );
        Assert.NotNull(chart.QuerySelector("path:not(.bars-ground)"));
        Assert.Contains("Calls to GitHub in an hour", page.Words, StringComparison.Ordinal);
        Assert.Contains("Waiting to be handled", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_attention_comes_first_with_one_action_and_stays_as_an_incident_when_it_is_over()
    {
        await Trip.GitHub.FailAsync("GET /api/v3/app", "reset");
        await CheckAsync();

        var page = await Trip.Browser.GetAsync("");

        var card = page.Document.QuerySelector("main .cards .card")!;
        Assert.Contains("The server does not answer.", card.TextContent, StringComparison.Ordinal);
        Assert.Single(card.QuerySelectorAll("a.button"));
        Assert.Contains("lasts", Incident(page), StringComparison.Ordinal);
        await Trip.GitHub.HealAsync();
        await CheckAsync();
        page = await Trip.Browser.GetAsync("");
        Assert.Null(page.Document.QuerySelector("main .cards .card"));
        Assert.Contains("over: unreachable", Incident(page), StringComparison.Ordinal);
        Assert.Contains("lasted less than a minute", Incident(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_the_deliveries_of_the_last_day_are_in_the_chart_again_each_once()
    {
        await Trip.Rehearsal.Sandbox.IdleAsync();
        var before = await ChartAsync();
        Assert.NotEqual("No deliveries in 24 hours", before);

        await Trip.Portal.RestartAsync();

        await Until.SeenAsync(() => ChartAsync(), chart => chart == before);
    }

    private async Task<string> ChartAsync() =>
        (await Trip.Browser.GetAsync(""))
            .Document.QuerySelector("table.connections svg")!
            .GetAttribute("aria-label")!;

    private static string Incident(HtmlPage page) =>
        page.Document.QuerySelector(".incidents li")!.TextContent;

    private async Task CheckAsync()
    {
        await using var db = await Trip.Doors.OpenAsync();
        var before = (await Trip.ConnectionAsync()).CheckedAt;
        await db.Connections.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.CheckWanted, true),
            Stop
        );
        await Until.SeenAsync(() => Trip.ConnectionAsync(), row => row.CheckedAt > before);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
