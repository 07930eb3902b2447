using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>The pages of an app that is used by many accounts show the first of them, and say how many there are.</summary>
public sealed class ManyAccountsTests : IAsyncLifetime
{
    private const int Many = 25;

    private PortalProcess _portal = null!;
    private PortalClient _browser = null!;
    private Connection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(
            new PortalSettings
            {
                Values = new Dictionary<string, string?> { ["Portal:CheckInterval"] = "12:00:00" },
            }
        );
        await using (var doors = Doors.To(_portal))
        await using (var db = await doors.OpenAsync())
        {
            var host = Population.Host("https://ghes.invalid");
            db.Add(host);
            var app = Population.In(doors).App(db, host);
            foreach (var number in Enumerable.Range(100, Many))
            {
                _connection = Population.Connection(db, host, app, number);
                _connection.CheckDueAt = DateTimeOffset.UtcNow.AddHours(1);
            }

            await db.SaveChangesAsync(Stop);
        }

        _browser = new PortalClient(_portal);
        await _browser.SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task An_apps_page_lists_its_connections_a_page_at_a_time()
    {
        var first = await _browser.GetAsync($"apps/{_connection.AppId}");
        var second = await _browser.GetAsync($"apps/{_connection.AppId}?accounts=2");

        Assert.Equal(20, first.Document.QuerySelectorAll("table a[href^='connections/']").Length);
        Assert.Contains("1–20 of 25 connections", first.Words, StringComparison.Ordinal);
        Assert.Equal(5, second.Document.QuerySelectorAll("table a[href^='connections/']").Length);
        Assert.Contains("org-124 on", second.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_contains_it_reads_how_many_stop_and_the_first_names()
    {
        foreach (
            var path in new[] { $"apps/{_connection.AppId}", $"hosts/{_connection.HostId}/contain" }
        )
        {
            var page = await _browser.GetAsync(path);

            Assert.Matches(
                @"Suspends 25 installations that the portal uses \(org-100, .*org-109 and 15 more\)",
                page.Words
            );
            Assert.Matches(
                @"all work of 25 connections \(org-100 on .*, org-109 on [\w.]+ and 15 more\)",
                page.Words
            );
        }
    }

    [Fact]
    public async Task What_is_contained_shows_first_what_is_not_suspended_yet()
    {
        await using (var doors = Doors.To(_portal))
        await using (var db = await doors.OpenAsync())
        {
            var now = DateTimeOffset.UtcNow;
            await db
                .Installations.Where(row => row.Id != _connection.InstallationId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.SuspendedAt, now), Stop);
            await db.Apps.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ContainedAt, now),
                Stop
            );
        }

        var page = await _browser.GetAsync($"apps/{_connection.AppId}");

        Assert.Equal("org-124", page.Document.QuerySelector(".danger .run strong")!.TextContent);
        Assert.Equal(10, page.Document.QuerySelectorAll(".danger .run strong").Length);
        Assert.Contains(
            "And 15 more installations. 24 of 25 are suspended.",
            page.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Whoever_removes_its_host_sees_all_connections_a_page_at_a_time()
    {
        var first = await _browser.GetAsync($"hosts/{_connection.HostId}/remove");
        var second = await _browser.GetAsync($"hosts/{_connection.HostId}/remove?page=2");

        Assert.Contains("1–20 of 25 connections", first.Words, StringComparison.Ordinal);
        Assert.Contains("org-100 on", first.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("org-124 on", first.Words, StringComparison.Ordinal);
        Assert.Contains("org-124 on", second.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_disconnects_one_reads_who_else_uses_the_app()
    {
        var page = await _browser.GetAsync($"connections/{_connection.Id}/disconnect");

        Assert.Matches(
            @"org-100 on .*, org-109 on [\w.]+ and 14 more use it too, so its registration",
            page.Words
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
