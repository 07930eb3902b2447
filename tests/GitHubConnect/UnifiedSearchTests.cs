using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>The search page over a server and a cloud account that are linked.</summary>
public sealed class UnifiedSearchTests(BothSidesTrip shared) : IClassFixture<BothSidesTrip>
{
    [Fact]
    public async Task What_both_sides_find_is_one_list_in_turn_and_each_result_says_where_it_is()
    {
        var trip = await shared.FreshAsync();

        var found = await trip.SearchAsync("public-site");

        Assert.Equal(
            [
                $"acme/public-site @ Server · {trip.Server.Url.Authority}",
                $"acme/public-site @ Cloud · {trip.Cloud.Url.Authority}",
            ],
            found.Hits
        );
        Assert.Equal("", found.Notices);
        Assert.Equal(
            $"{trip.Cloud.Url}acme/public-site",
            found.Page.Document.QuerySelectorAll(".hits a")[1].GetAttribute("href")
        );
    }

    [Fact]
    public async Task The_menu_leads_to_the_search_only_while_it_is_switched_on()
    {
        var trip = await shared.FreshAsync();
        Assert.Contains("Search", await MenuAsync());

        await trip
            .Trip.Doors.Get<SwitchFeature>()
            .OffAsync(trip.LinkId, LinkFeatureKind.UnifiedSearch, Doors.Actor, Stop);

        Assert.DoesNotContain("Search", await MenuAsync());
        Assert.Contains(
            "unified search is not switched on",
            (await trip.SearchAsync("website")).Words,
            StringComparison.Ordinal
        );

        async Task<IEnumerable<string>> MenuAsync() =>
            (await trip.Trip.Browser.GetAsync("hosts"))
                .Document.QuerySelectorAll("#menu a")
                .Select(link => link.TextContent);
    }

    [Fact]
    public async Task Private_repositories_take_both_the_permission_of_the_feature_and_a_grant()
    {
        var trip = await shared.FreshAsync();
        var hidden = BothSidesTrip.Repository(trip.Server, isPublic: false).Name;
        Assert.Empty((await trip.SearchAsync(hidden)).On(trip.Server));
        await trip.AllowPrivateAsync();
        Assert.Empty((await trip.SearchAsync(hidden)).On(trip.Server));
        await trip.FreshAsync();
        await trip.GrantAsync(trip.OnServer, trip.OnCloud);
        Assert.Empty((await trip.SearchAsync(hidden)).On(trip.Server));

        await trip.AllowPrivateAsync();

        var found = await trip.SearchAsync(hidden);
        Assert.Contains($"acme/{hidden}", found.On(trip.Server));
        Assert.Contains($"acme/{hidden}", found.On(trip.Cloud));
        Assert.Contains("not public", found.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_opens_its_own_connection_and_no_other()
    {
        var trip = await shared.FreshAsync();
        await trip.AllowPrivateAsync();
        await trip.GrantAsync(trip.OnCloud);
        var hidden = BothSidesTrip.Repository(trip.Server, isPublic: false).Name;

        var found = await trip.SearchAsync(hidden);

        Assert.Empty(found.On(trip.Server));
        Assert.Contains($"acme/{hidden}", found.On(trip.Cloud));
    }

    [Fact]
    public async Task A_search_of_private_repositories_is_in_the_audit_log_and_another_is_not()
    {
        var trip = await shared.FreshAsync();
        await trip.SearchAsync("audited-not");
        await trip.AllowPrivateAsync();
        await trip.GrantAsync(trip.OnServer);
        await trip.SearchAsync("audited-once", "code");

        await using var db = await trip.Trip.Doors.OpenAsync();
        var entry = await db.AuditEntries.SingleAsync(
            row => row.Subject.StartsWith("audited-"),
            Stop
        );
        Assert.Equal(
            ("audited-once", PortalProcess.AdministratorEmail),
            (entry.Subject, entry.Actor)
        );
        Assert.Equal(
            $"searched for code, private repositories too, in acme on {trip.Server.Url.Authority}:",
            entry.Action
        );
    }

    [Fact]
    public async Task Pull_requests_of_private_repositories_stay_hidden_and_titles_are_text()
    {
        var trip = await shared.FreshAsync();
        const string title = "<script>alert('zebra')</script>";
        var open = BothSidesTrip.Repository(trip.Server, isPublic: true).FullName;
        var closed = BothSidesTrip.Repository(trip.Server, isPublic: false).FullName;
        await trip.Trip.GitHub.OpenPullRequestAsync(open, title);
        await trip.Trip.GitHub.OpenPullRequestAsync(closed, "A zebra in the dark");

        var found = await trip.SearchAsync("zebra", "pulls");

        Assert.Equal([title], found.On(trip.Server));
        Assert.Empty(found.Page.Document.QuerySelectorAll("main script"));
        await trip.AllowPrivateAsync();
        await trip.GrantAsync(trip.OnServer);
        Assert.Equal(2, (await trip.SearchAsync("zebra", "pulls")).On(trip.Server).Count);
    }

    [Fact]
    public async Task Code_of_private_repositories_stays_hidden_even_when_it_is_asked_for_by_name()
    {
        var trip = await shared.FreshAsync();
        var open = BothSidesTrip.Repository(trip.Cloud, isPublic: true);
        var closed = BothSidesTrip.Repository(trip.Cloud, isPublic: false);
        foreach (var repository in new[] { open, closed })
        {
            await trip.Cloud.World.PushAsync(
                repository,
                repository.DefaultBranch,
                "Hide it",
                new Dictionary<string, string?> { [$"of-{repository.Name}.txt"] = "giraffe\n" }
            );
        }

        var q = $"giraffe repo:{open.FullName} repo:{closed.FullName}";

        var found = await trip.SearchAsync(q, "code");

        Assert.Equal([$"of-{open.Name}.txt @ Cloud · {trip.Cloud.Url.Authority}"], found.Hits);
        Assert.DoesNotContain("of 2", found.Words, StringComparison.Ordinal);
        await trip.AllowPrivateAsync();
        await trip.GrantAsync(trip.OnCloud);
        Assert.Equal(2, (await trip.SearchAsync(q, "code")).Hits.Count);
    }

    [Theory]
    [InlineData(FaultKind.Reset, "broke off")]
    [InlineData(FaultKind.SecondaryRateLimit, "asked us to wait until")]
    [InlineData(FaultKind.PrimaryRateLimit, "asked us to wait until")]
    [InlineData(FaultKind.Maintenance, "in maintenance")]
    [InlineData(FaultKind.Html, "answered 200 OK, text/html")]
    [InlineData(FaultKind.Hang, "did not answer within 10 seconds")]
    public async Task A_side_that_fails_leaves_the_results_of_the_other_and_is_named(
        FaultKind fault,
        string why
    )
    {
        var trip = await shared.FreshAsync();
        trip.Cloud.Faults.Add(new Fault("GET /api/v3/search", fault));

        var found = await trip.SearchAsync("public-site");

        Assert.Equal(["acme/public-site"], found.On(trip.Server));
        Assert.Empty(found.On(trip.Cloud));
        Assert.Contains(
            $"acme on {trip.Cloud.Url.Authority}",
            found.Notices,
            StringComparison.Ordinal
        );
        Assert.Contains(why, found.Notices, StringComparison.Ordinal);
        Assert.DoesNotContain(trip.Server.Url.Authority, found.Notices, StringComparison.Ordinal);
        trip.Cloud.Faults.Clear();
        Assert.Equal(2, (await trip.SearchAsync("public-site")).Hits.Count);
    }

    [Fact]
    public async Task A_token_that_was_revoked_meanwhile_is_renewed()
    {
        var trip = await shared.FreshAsync();
        await trip.SearchAsync("public-site");
        trip.Server.World.ExpireTokens();

        Assert.Equal(2, (await trip.SearchAsync("public-site")).Hits.Count);
    }

    [Fact]
    public async Task Pages_of_one_search_hold_every_result_once_and_ask_GitHub_no_second_time()
    {
        var trip = await shared.FreshAsync();
        await trip.AllowPrivateAsync();
        await trip.GrantAsync(trip.OnServer, trip.OnCloud);
        trip.Server.Requests.Clear();
        var all = new List<string>();
        for (var page = 1; page <= 4; page++)
        {
            all.AddRange((await trip.SearchAsync("docs", page: page)).Hits);
        }

        var expected = trip
            .Server.World.RepositoriesOf(trip.Server.World.FindAccount("acme")!)
            .Count(one =>
                $"{one.FullName} {one.Description} {string.Join(' ', one.Topics)}".Contains(
                    "docs",
                    StringComparison.OrdinalIgnoreCase
                )
            );
        Assert.Equal(2 * expected, all.Distinct().Count());
        Assert.Equal(all.Distinct().Count(), all.Take(2 * expected).Count());
        Assert.Single(trip.Server.Requests.All, request => request.Path.Contains("/search/"));
    }

    [Fact]
    public async Task Issues_of_an_app_that_may_not_read_them_are_answered_with_what_to_do()
    {
        var trip = await shared.FreshAsync();

        var found = await trip.SearchAsync("anything", "issues");

        Assert.Empty(found.Hits);
        Assert.Contains(
            "Switch “Search issues” on for the app",
            found.Notices,
            StringComparison.Ordinal
        );
        Assert.NotEmpty(found.Page.Document.QuerySelectorAll("main .notice a[href^='apps/']"));
    }

    [Theory]
    [InlineData("", "Type what to look for")]
    [InlineData("   ", "Type what to look for")]
    [InlineData("repo:acme/public-site", "acme/public-site")]
    [InlineData("repo:nobody/nothing", "Nothing was found.")]
    [InlineData("a AND b AND c AND d AND e AND f AND g", "More than five AND / OR / NOT operators")]
    [InlineData("\"", "acme/")]
    [InlineData("is:private", "Nothing was found.")]
    [InlineData("<b onmouseover=alert(1)>", "Nothing was found.")]
    public async Task Whatever_is_typed_is_answered_in_words(string q, string words)
    {
        var trip = await shared.FreshAsync();

        var found = await trip.SearchAsync(q);

        Assert.Equal(System.Net.HttpStatusCode.OK, found.Page.Status);
        Assert.Contains(words, found.Words, StringComparison.Ordinal);
        Assert.Empty(found.Page.Document.QuerySelectorAll("main b[onmouseover]"));
        var hidden = BothSidesTrip.Repository(trip.Server, isPublic: false).FullName;
        Assert.DoesNotContain(
            found.Hits,
            hit => hit.StartsWith($"{hidden} @", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(257)]
    [InlineData(5000)]
    public async Task A_search_that_is_too_long_is_not_sent(int length)
    {
        var trip = await shared.FreshAsync();
        trip.Server.Requests.Clear();

        var found = await trip.SearchAsync(new string('x', length));

        Assert.Contains(
            "GitHub searches for up to 256 characters",
            found.Notices,
            StringComparison.Ordinal
        );
        Assert.Empty(trip.Server.Requests.All);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
