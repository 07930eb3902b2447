using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.GitHubConnect.Contributions;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>Unified contributions: read from both sides, added up, kept as numbers only, and forgotten.</summary>
public sealed class ContributionTests(BothSidesTrip both) : IClassFixture<BothSidesTrip>
{
    [Fact]
    public async Task A_person_links_both_accounts_by_signing_in_and_sees_one_calendar()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        Assert.Contains("Continue on", await trip.WordsAsync(), StringComparison.Ordinal);

        var page = await trip.LinkAsync(LinkSide.Server);
        Assert.Equal($"/{trip.Page}", page.Url.AbsolutePath);
        Assert.Contains("@octocat", page.Words, StringComparison.Ordinal);
        // With one account there is nothing to add up, and nothing is read.
        await trip.ReadAsync();
        Assert.Null(Assert.Single(await trip.PeopleAsync()).Accounts.Single().ReadAt);

        await trip.LinkAsync(LinkSide.Cloud);
        var before = CombinedCalendar.Of(await trip.ReadPersonAsync())!;
        await trip.PushAsync(LinkSide.Server, "octocat", 3);
        await trip.PushAsync(LinkSide.Cloud, "octocat", 2);
        var person = await trip.ReadPersonAsync();
        var after = CombinedCalendar.Of(person)!;

        Assert.Equal((before.OnServer + 3, before.OnCloud + 2), (after.OnServer, after.OnCloud));
        Assert.Equal(before.Days[^1].Total + 5, after.Days[^1].Total);
        Assert.All(person.Accounts, row => Assert.Equal(AccountProof.SignIn, row.Proof));
        var words = await trip.WordsAsync();
        Assert.Contains(
            $"{after.OnServer + after.OnCloud:N0} contributions of a year: {after.OnServer:N0} on",
            words,
            StringComparison.Ordinal
        );
        Assert.Contains("signed in with both", words, StringComparison.Ordinal);
        Assert.Contains(
            "@octocat",
            await trip.WordsAsync($"/{person.Id}"),
            StringComparison.Ordinal
        );
        var drawn = (await trip.Trip.Browser.GetAsync(trip.Page)).Document;
        Assert.Equal(after.Days.Count, drawn.QuerySelectorAll("svg.calendar[role] rect").Length);
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("linked the account @octocat", audit.Words, StringComparison.Ordinal);
        // The tokens that showed who it is are gone.
        Assert.Empty(both.Server.World.UserTokens);
        Assert.Empty(both.Cloud.World.UserTokens);
    }

    [Theory]
    [InlineData(FaultKind.Maintenance, "503")]
    [InlineData(FaultKind.Html, "html")]
    [InlineData(FaultKind.PrimaryRateLimit, "wait until")]
    [InlineData(FaultKind.Reset, "")]
    public async Task One_side_that_fails_is_said_keeps_what_was_read_and_leaves_the_other(
        FaultKind kind,
        string seen
    )
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        await trip.LinkByEmailAsync("octocat", "octocat");
        var before = CombinedCalendar.Of(await trip.ReadPersonAsync())!;
        await trip.PushAsync(LinkSide.Server, "octocat", 1);
        await trip.PushAsync(LinkSide.Cloud, "octocat", 1);
        both.Server.Faults.Add(new Fault("POST /api/graphql", kind));

        var failing = await trip.ReadAsync();

        Assert.NotNull(failing.FailingSince);
        Assert.Contains(seen, failing.LastResult, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("cannot all be read since", await trip.WordsAsync());
        var half = CombinedCalendar.Of(Assert.Single(await trip.PeopleAsync()))!;
        Assert.Equal((before.OnServer, before.OnCloud + 1), (half.OnServer, half.OnCloud));
        both.Server.Faults.Clear();
        Assert.Null((await trip.ReadAsync()).FailingSince);
        var whole = CombinedCalendar.Of(Assert.Single(await trip.PeopleAsync()))!;
        Assert.Equal(before.OnServer + 1, whole.OnServer);
    }

    [Fact]
    public async Task An_account_that_is_renamed_is_followed_and_one_that_is_gone_keeps_its_days()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        Assert.Null(await trip.LinkByEmailAsync("hubot", "hubot"));
        var read = Assert.Single((await trip.ReadPersonAsync()).Accounts, IsOnServer);
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            // As the portal would know it from before a renaming.
            await db
                .ContributorAccounts.Where(row => row.Side == LinkSide.Server)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.Login, "robot"), Stop);
        }

        var renamed = Assert.Single((await trip.ReadPersonAsync()).Accounts, IsOnServer);
        Assert.Equal("hubot", renamed.Login);

        both.Server.World.Accounts.TryRemove("hubot", out var account);
        var feature = await trip.ReadAsync();
        var gone = Assert.Single((await trip.ReadPersonAsync()).Accounts, IsOnServer);
        both.Server.World.Accounts["hubot"] = account!;

        Assert.Contains("does not find @hubot", gone.Problem, StringComparison.Ordinal);
        Assert.Equal(read.Counts, gone.Counts);
        Assert.Contains("does not find @hubot", await trip.WordsAsync());
        // What one person lacks is no failure of the feature.
        Assert.Null(feature.FailingSince);
        Assert.Null(Assert.Single((await trip.ReadPersonAsync()).Accounts, IsOnServer).Problem);
    }

    [Fact]
    public async Task Many_people_are_read_ten_at_a_time()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            foreach (var number in Enumerable.Range(0, 25))
            {
                var person = new Contributor { Id = Guid.NewGuid(), LinkId = trip.LinkId };
                db.Add(person);
                db.AddRange(
                    Enum.GetValues<LinkSide>()
                        .Select(side => Account(trip, person, side, 1_000_000 + number))
                );
            }

            await db.SaveChangesAsync(Stop);
        }

        both.Server.Requests.Clear();
        var feature = await trip.ReadAsync();

        Assert.Equal("The contributions of 25 people were read.", feature.LastResult);
        Assert.Equal(
            3,
            both.Server.Requests.All.Count(request =>
                request.Path.EndsWith("/graphql", StringComparison.Ordinal)
            )
        );
        Assert.All(
            (await trip.PeopleAsync()).SelectMany(person => person.Accounts),
            account => Assert.NotNull(account.ReadAt)
        );
        Assert.Contains("1–20 of 25 people", await trip.WordsAsync(), StringComparison.Ordinal);
        Assert.Contains("21–25 of 25", await trip.WordsAsync("?page=2"));
    }

    [Fact]
    public async Task Switching_off_deletes_who_is_linked_and_all_that_was_counted()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        await trip.LinkAsync(LinkSide.Server);
        await trip.LinkAsync(LinkSide.Cloud);
        await trip.ReadPersonAsync();

        await trip.OffAsync();

        Assert.Empty(await trip.PeopleAsync());
        await using var db = await trip.Trip.Doors.OpenAsync();
        Assert.Equal(0, await db.ContributorAccounts.CountAsync(Stop));
        Assert.Contains("not switched on", await trip.WordsAsync(), StringComparison.Ordinal);
        // And nobody leaves for a side any more.
        var page = await trip.Trip.Browser.GetAsync($"{trip.Page}/server/authorize");
        Assert.EndsWith("/contributions", page.Location!.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unlinking_deletes_what_was_counted_of_that_person_alone()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        Assert.Null(await trip.LinkByEmailAsync("octocat", "octocat"));
        Assert.Null(await trip.LinkByEmailAsync("hubot", "hubot"));
        var octocat = (await trip.PeopleAsync()).Single(person =>
            person.On(LinkSide.Server)!.Login == "octocat"
        );

        await trip.Trip.Doors.Get<UnlinkAccounts>().RunAsync(octocat.Id, Doors.Actor, Stop);

        var left = Assert.Single(await trip.PeopleAsync());
        Assert.Equal("hubot", left.On(LinkSide.Cloud)!.Login);
        Assert.Contains("linked (any more)", await trip.WordsAsync($"/{octocat.Id}"));
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("@octocat and @octocat", audit.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_contained_is_not_used_and_that_is_said()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        Assert.Null(await trip.LinkByEmailAsync("octocat", "octocat"));
        await trip.ReadPersonAsync();
        var contain = trip.Trip.Doors.Get<Contain>();
        var app = (await trip.Trip.Doors.ConnectionAsync(both.OnServer))!.AppId;
        await contain.AppAsync(app, Doors.Actor, Stop);
        try
        {
            both.Server.Requests.Clear();
            var feature = await trip.ReadAsync();

            Assert.Contains("cannot be asked", feature.LastResult, StringComparison.Ordinal);
            Assert.DoesNotContain(
                both.Server.Requests.All,
                request => request.Path.EndsWith("/graphql", StringComparison.Ordinal)
            );
            Assert.Contains("cannot be asked", await trip.LinkByEmailAsync("hubot", "hubot"));
        }
        finally
        {
            await contain.ReleaseAppAsync(app, Doors.Actor, Stop);
            await Until.SeenAsync(
                () => trip.Trip.Doors.ConnectionAsync(both.OnServer),
                row =>
                    row
                        is {
                            State: ResourceState.Available,
                            Installation: { SuspendedAt: null, SuspendedByPortal: false }
                        }
            );
        }
    }

    private static bool IsOnServer(ContributorAccount account) => account.Side == LinkSide.Server;

    /// <summary>An account that the side knows.</summary>
    private static ContributorAccount Account(
        ContributionsTrip trip,
        Contributor person,
        LinkSide side,
        long number
    )
    {
        var world = trip.Side(side).World;
        var account = new Sandbox.Account
        {
            Id = number,
            Login = $"person-{number}",
            Name = "Somebody",
        };
        world.Accounts.TryAdd(account.Login, account);
        return new ContributorAccount
        {
            ContributorId = person.Id,
            LinkId = trip.LinkId,
            Side = side,
            GitHubId = number,
            NodeId = Convert.ToBase64String(Encoding.UTF8.GetBytes($"04:User{number}")),
            Login = account.Login,
            Proof = AccountProof.Email,
            LinkedBy = "test",
            LinkedAt = TimeProvider.System.GetUtcNow(),
        };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
