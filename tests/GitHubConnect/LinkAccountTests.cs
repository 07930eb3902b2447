using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHubConnect.Contributions;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.GitHubConnect;

/// <summary>Whose account is whose: shown by signing in with it, or by a verified e-mail address; and an account is one person's.</summary>
public sealed class LinkAccountTests(BothSidesTrip both) : IClassFixture<BothSidesTrip>
{
    [Fact]
    public async Task Two_accounts_with_a_verified_address_in_common_are_linked_by_an_administrator()
    {
        var trip = await ContributionsTrip.FreshAsync(both);

        Assert.Null(await trip.LinkByEmailAsync(" @hubot ", "HUBOT"));

        var person = Assert.Single(await trip.PeopleAsync());
        Assert.Null(person.PersonId);
        Assert.All(person.Accounts, row => Assert.Equal(AccountProof.Email, row.Proof));
        Assert.Contains("is linked already", await trip.LinkByEmailAsync("hubot", "hubot"));
        Assert.Single(await trip.PeopleAsync());
        // The address itself is kept nowhere.
        Assert.Empty(
            await Traces.Search.ForAsync(
                trip.Trip.Portal,
                [("an address", "hubot@sandbox.example"u8.ToArray())]
            )
        );
        var audit = await trip.Trip.Browser.GetAsync("audit");
        Assert.Contains("linked, by a verified e-mail address, @hubot", audit.Words);
    }

    [Fact]
    public async Task Accounts_of_two_people_are_not_linked_whoever_says_so()
    {
        var trip = await ContributionsTrip.FreshAsync(both);

        Assert.Contains(
            "no verified e-mail address in common",
            await trip.LinkByEmailAsync("octocat", "hubot"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has nobody with the login",
            await trip.LinkByEmailAsync("octocat", "no-such-person"),
            StringComparison.Ordinal
        );
        Assert.Contains("Type the login", await trip.LinkByEmailAsync("", "octocat"));
        Assert.Empty(await trip.PeopleAsync());
    }

    [Fact]
    public async Task An_address_that_is_not_shown_is_not_known_but_a_verified_domain_shows_it()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        var octocat = both.Cloud.World.FindAccount("octocat")!;
        octocat.ShowsEmail = false;
        try
        {
            // One of the organization's own people, with an address under its verified domain.
            Assert.Null(await trip.LinkByEmailAsync("octocat", "octocat"));
            await trip.OffAsync();
            trip = await ContributionsTrip.FreshAsync(both);
            octocat.HasVerifiedEmail = false;

            var problem = await trip.LinkByEmailAsync("octocat", "octocat");

            Assert.Contains("shows no e-mail address of @octocat", problem);
            Assert.Empty(await trip.PeopleAsync());
        }
        finally
        {
            (octocat.ShowsEmail, octocat.HasVerifiedEmail) = (true, true);
        }
    }

    [Fact]
    public async Task Who_signs_in_takes_over_what_an_administrator_said()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        Assert.Null(await trip.LinkByEmailAsync("octocat", "octocat"));

        await trip.LinkAsync(LinkSide.Server);

        var person = Assert.Single(await trip.PeopleAsync());
        Assert.Equal(both.Person, person.PersonId);
        Assert.Equal(AccountProof.SignIn, person.On(LinkSide.Server)!.Proof);
        Assert.Equal(AccountProof.Email, person.On(LinkSide.Cloud)!.Proof);
        // Again, and with the other side: nothing is there twice.
        await trip.LinkAsync(LinkSide.Server);
        await trip.LinkAsync(LinkSide.Cloud);
        person = Assert.Single(await trip.PeopleAsync());
        Assert.All(person.Accounts, row => Assert.Equal(AccountProof.SignIn, row.Proof));
        Assert.Equal(2, person.Accounts.Count);
    }

    [Fact]
    public async Task An_account_that_is_another_persons_stays_that_persons()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        await trip.LinkAsync(LinkSide.Server);
        var other = Guid.NewGuid();
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            db.Users.Add(new Administrator { Id = other, UserName = "other@example.com" });
            await db.Contributors.Where(row => row.LinkId == trip.LinkId).ExecuteDeleteAsync(Stop);
            await db.SaveChangesAsync(Stop);
        }

        var account = both.Server.World.FindAccount("octocat")!;
        Assert.Null(
            await trip
                .Trip.Doors.Get<LinkAccount>()
                .RunAsync(
                    trip.LinkId,
                    (await trip.Trip.Doors.ConnectionAsync(both.OnServer))!.HostId,
                    new ProvenAccount(account.Id, "U_1", "octocat"),
                    new Actor(other, "other@example.com", null)
                )
        );

        var page = await trip.LinkAsync(LinkSide.Server);

        Assert.Contains("is linked by somebody else", page.Words, StringComparison.Ordinal);
        var people = await trip.PeopleAsync();
        Assert.Empty(people.Single(person => person.PersonId == both.Person).Accounts);
        Assert.Single(people.Single(person => person.PersonId == other).Accounts);
    }

    [Fact]
    public async Task A_way_back_works_once_and_for_who_left()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        var back = await trip.WayBackAsync(LinkSide.Server);
        using (var other = new PortalClient(trip.Trip.Portal))
        {
            // Somebody without a session is asked to sign in first.
            var asked = await other.GetAsync(back);
            Assert.Contains("sign-in", asked.Location!.OriginalString);
        }

        await trip.Trip.Browser.FollowAsync(await trip.Trip.Browser.GetAsync(back));
        var linked = Assert.Single(await trip.PeopleAsync()).Accounts.Single();
        var again = await trip.Trip.Browser.FollowAsync(await trip.Trip.Browser.GetAsync(back));

        Assert.Equal($"/{trip.Page}", again.Url.AbsolutePath);
        Assert.DoesNotContain("problem", again.Text, StringComparison.Ordinal);
        Assert.Equal(
            linked.LinkedAt,
            Assert.Single(await trip.PeopleAsync()).Accounts.Single().LinkedAt
        );
        // A state that nobody gave out leads to no link's page.
        var foreign = await trip.Trip.Browser.GetAsync(
            $"callbacks/authorized?code=x&state={new string('0', 64)}"
        );
        Assert.Contains("returned/unknown", foreign.Location!.OriginalString);
    }

    [Fact]
    public async Task What_comes_back_without_a_code_or_too_late_is_said_and_changes_nothing()
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        var back = await trip.WayBackAsync(LinkSide.Cloud);
        var state = back.Query.Split("state=")[1].Split('&')[0];

        var denied = await trip.Trip.Browser.GetAsync(
            $"callbacks/authorized?error=access_denied&state={state}",
            follow: true
        );
        Assert.Contains("was not given (access_denied)", denied.Words);

        var late = await trip.WayBackAsync(LinkSide.Cloud);
        await using (var db = await trip.Trip.Doors.OpenAsync())
        {
            var past = TimeProvider.System.GetUtcNow().AddMinutes(-1);
            await db
                .Departures.Where(row =>
                    row.Action == DepartureAction.LinkAccount && row.ReturnedAt == null
                )
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.ExpiresAt, past), Stop);
        }

        var page = await trip.Trip.Browser.FollowAsync(await trip.Trip.Browser.GetAsync(late));
        Assert.Contains("away for more than an hour", page.Words, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(await trip.PeopleAsync()).Accounts);
        // A success takes the sentence away.
        var whole = await trip.LinkAsync(LinkSide.Cloud);
        Assert.DoesNotContain("away for more than an hour", whole.Words);
    }

    [Theory]
    [InlineData("POST /login/oauth/access_token", FaultKind.Html, "html")]
    [InlineData("GET /api/v3/user", FaultKind.Maintenance, "503")]
    public async Task A_side_that_fails_in_the_middle_is_said_and_no_token_stays(
        string where,
        FaultKind kind,
        string seen
    )
    {
        var trip = await ContributionsTrip.FreshAsync(both);
        var back = await trip.WayBackAsync(LinkSide.Cloud);
        both.Cloud.Faults.Add(new Fault(where, kind, Times: 1));

        var page = await trip.Trip.Browser.FollowAsync(await trip.Trip.Browser.GetAsync(back));

        Assert.Contains(seen, page.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("link the account again", page.Words, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(await trip.PeopleAsync()).Accounts);
        Assert.Empty(both.Cloud.World.UserTokens);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
