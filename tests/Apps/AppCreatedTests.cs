using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Apps;

/// <summary>Each way in which the return from the server's "Create GitHub App" can be another than the expected one.</summary>
public sealed class AppCreatedTests(TalkativeTrip shared) : IClassFixture<TalkativeTrip>
{
    [Theory]
    [InlineData("callbacks/app-created")]
    [InlineData("callbacks/app-created?code=a180b1a3")]
    [InlineData("callbacks/app-created?code=a180b1a3&state=")]
    [InlineData("callbacks/app-created?code=a180b1a3&state=0123456789abcdef")]
    public async Task A_return_that_the_portal_did_not_send_out_changes_nothing(string address)
    {
        var trip = await shared.FreshAsync();

        var answer = await trip.Browser.GetAsync(address);

        Assert.Equal("/returned/unknown", answer.Place());
        var page = await trip.Browser.FollowAsync(answer);
        Assert.Contains("does not know this way back", page.Words, StringComparison.Ordinal);
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
        Assert.Equal(0, trip.Conversions());
    }

    [Fact]
    public async Task Which_server_gets_the_code_is_never_taken_from_the_address()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;

        var answer = await trip.Browser.GetAsync(
            new Uri(
                $"{back}&host=evil.example.com&hostId={Guid.NewGuid()}&connection={Guid.NewGuid()}"
            )
        );

        Assert.Equal($"/connections/{trip.ConnectionId}", answer.Place());
        Assert.Equal(1, trip.Conversions());
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
    }

    [Fact]
    public async Task A_return_after_an_hour_is_told_so()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;
        await using (var db = await trip.Doors.OpenAsync())
        {
            await db
                .Departures.Where(row => row.ConnectionId == trip.ConnectionId)
                .ExecuteUpdateAsync(
                    update =>
                        update.SetProperty(
                            row => row.ExpiresAt,
                            TimeProvider.System.GetUtcNow().AddSeconds(-1)
                        ),
                    Stop
                );
        }

        var answer = await trip.Browser.GetAsync(back);

        Assert.Equal($"/returned/expired?connection={trip.ConnectionId}", answer.Place());
        Assert.Equal(AppCreation.Proposed, (await trip.AppAsync()).Creation);
        Assert.Equal(0, trip.Conversions());
    }

    [Fact]
    public async Task The_same_return_twice_exchanges_the_code_once_and_keeps_the_app()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;

        var first = await trip.Browser.GetAsync(back);
        var second = await trip.Browser.GetAsync(back);

        Assert.Equal($"/connections/{trip.ConnectionId}", first.Place());
        Assert.Equal(303, (int)first.Status);
        Assert.Equal($"/returned/used?connection={trip.ConnectionId}", second.Place());
        Assert.Equal(1, trip.Conversions());
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
        Assert.Equal(
            [SecretField.PrivateKey, SecretField.ClientSecret, SecretField.WebhookSecret],
            await trip.SecretsAsync()
        );
    }

    [Fact]
    public async Task The_same_return_in_many_tabs_at_once_exchanges_the_code_once()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => trip.Browser.GetAsync(back))
        );

        Assert.Single(answers, answer => answer.Place() == $"/connections/{trip.ConnectionId}");
        Assert.Equal(
            5,
            answers.Count(answer =>
                answer.Place() == $"/returned/used?connection={trip.ConnectionId}"
            )
        );
        Assert.Equal(1, trip.Conversions());
        Assert.Equal(3, (await trip.SecretsAsync()).Length);
    }

    [Fact]
    public async Task Two_apps_created_in_two_tabs_leave_the_first_and_tell_the_second()
    {
        var trip = await shared.FreshAsync();
        var first = (await trip.CreateOnServerAsync("Tab one")).Location!;
        var second = (await trip.CreateOnServerAsync("Tab two")).Location!;

        await trip.Browser.GetAsync(first);
        var answer = await trip.Browser.GetAsync(second);

        Assert.Equal($"/returned/secondapp?connection={trip.ConnectionId}", answer.Place());
        Assert.Equal("Tab one", (await trip.AppAsync()).Name);
        Assert.Equal(1, trip.Conversions());
    }

    [Fact]
    public async Task Only_the_administrator_who_left_may_come_back()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;
        await using (var scope = trip.Doors.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            var made = await scope
                .ServiceProvider.GetRequiredService<UserManager<Administrator>>()
                .CreateAsync(
                    new Administrator
                    {
                        Id = Guid.NewGuid(),
                        UserName = "other@example.com",
                        Email = "other@example.com",
                    },
                    PortalProcess.AdministratorPassword
                );
            Assert.True(made.Succeeded);
        }

        using var other = new PortalClient(trip.Portal);
        await other.SignInAsync("other@example.com");
        var foreign = await other.GetAsync(back);
        var own = await trip.Browser.GetAsync(back);

        Assert.Equal("/returned/foreign", foreign.Place());
        Assert.Equal($"/connections/{trip.ConnectionId}", own.Place());
        Assert.Equal(1, trip.Conversions());
    }

    [Fact]
    public async Task A_return_without_a_session_signs_in_first_and_the_code_is_in_no_address_and_no_log()
    {
        var trip = await shared.FreshAsync();
        var back = (await trip.CreateOnServerAsync()).Location!;
        var code = System.Web.HttpUtility.ParseQueryString(back.Query)["code"]!;
        using var browser = new PortalClient(trip.Portal);

        var refused = await browser.GetAsync(back);
        var signIn = await browser.FollowAsync(refused);
        var signedIn = await browser.SubmitAsync(
            signIn,
            "form:has(input[type=password])",
            new Dictionary<string, string?>
            {
                ["Input.Email"] = PortalProcess.AdministratorEmail,
                ["Input.Password"] = PortalProcess.AdministratorPassword,
            }
        );
        var taken = await browser.GetAsync(signedIn.Location!);

        Assert.Equal("/sign-in?returnUrl=%2Fcallbacks%2Fapp-created", refused.Place());
        Assert.Equal("/callbacks/app-created", signedIn.Place());
        Assert.Equal($"/connections/{trip.ConnectionId}", taken.Place());
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
        Assert.Contains(
            trip.Portal.Logs.All,
            line => line.Contains("/callbacks/app-created", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            trip.Portal.Logs.All,
            line => line.Contains(code, StringComparison.OrdinalIgnoreCase)
        );
        // What was kept over the sign-in is gone: the address alone does nothing more.
        Assert.Equal(
            "/returned/unknown",
            (await browser.GetAsync("callbacks/app-created")).Place()
        );
    }

    [Fact]
    public async Task Coming_back_without_an_app_is_said_and_leaving_again_works()
    {
        var trip = await shared.FreshAsync();
        var leave = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/leave");
        var action = new Uri(leave.Form("form[action*='apps/new']").GetAttribute("action")!);

        var answer = await trip.Browser.GetAsync($"callbacks/app-created{action.Query}");

        Assert.Equal($"/connections/{trip.ConnectionId}", answer.Place());
        var app = await trip.AppAsync();
        Assert.Equal(AppCreation.Proposed, app.Creation);
        Assert.Contains("without having created", app.CreationDetail, StringComparison.Ordinal);
        await trip.Browser.FollowAsync(await trip.CreateOnServerAsync());
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
    }

    [Fact]
    public async Task A_name_that_was_changed_on_the_server_is_the_apps_name()
    {
        var trip = await shared.FreshAsync();

        await trip.Browser.GetAsync((await trip.CreateOnServerAsync("Mein Portäl 2")).Location!);

        var app = await trip.AppAsync();
        Assert.Equal(("Mein Portäl 2", "mein-portal-2"), (app.Name, app.Slug));
        Assert.Equal("globex", app.OwnerLogin);
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/install");
        Assert.StartsWith(
            "/github-apps/mein-portal-2/installations/new?state=",
            page.Place(),
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
