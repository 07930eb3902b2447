using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Apps;

/// <summary>The exchange of the manifest's code, when the server does not simply answer with the app.</summary>
public sealed class ExchangeTests(SharedTrip shared) : IClassFixture<SharedTrip>
{
    private const string Conversion = "POST /api/v3/app-manifests";

    [Theory]
    [InlineData(FaultKind.Status, 404, AppCreation.Refused, "does not know the code")]
    [InlineData(FaultKind.Status, 422, AppCreation.Refused, "422")]
    [InlineData(FaultKind.Status, 401, AppCreation.Refused, "refused our credentials")]
    [InlineData(FaultKind.Status, 500, AppCreation.Refused, "500 InternalServerError")]
    [InlineData(FaultKind.Html, 200, AppCreation.Refused, "200 OK, text/html")]
    [InlineData(FaultKind.Html, 403, AppCreation.Refused, "beginning “<!DOCTYPE html>")]
    [InlineData(FaultKind.RedirectToLogin, null, AppCreation.Refused, "a redirect to")]
    [InlineData(FaultKind.Truncate, null, AppCreation.MayExist, "broke")]
    [InlineData(FaultKind.Reset, null, AppCreation.MayExist, "broke")]
    [InlineData(FaultKind.Maintenance, null, AppCreation.CodeStored, "maintenance")]
    [InlineData(FaultKind.SecondaryRateLimit, null, AppCreation.CodeStored, "wait until")]
    public async Task An_exchange_that_fails_is_told_as_what_it_is(
        FaultKind kind,
        int? status,
        AppCreation creation,
        string sentence
    )
    {
        var trip = await shared.FreshAsync();
        trip.Rehearsal.Sandbox.Faults.Add(new Fault(Conversion, kind, status));

        var answer = await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        Assert.Equal($"/connections/{trip.ConnectionId}", answer.Place());
        var app = await trip.AppAsync();
        Assert.Equal(creation, app.Creation);
        Assert.Contains(sentence, app.CreationDetail, StringComparison.Ordinal);
        Assert.Equal(
            creation == AppCreation.Refused ? [] : [SecretField.ManifestCode],
            await trip.SecretsAsync()
        );
        Assert.Equal(1, trip.Conversions());
        var page = await trip.Browser.FollowAsync(answer);
        Assert.Contains(sentence, page.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":1,"name":"X","slug":"x","client_id":"Iv1"}""")]
    [InlineData("""{"id":1,"name":"X","client_id":"Iv1","client_secret":"s","pem":"no key"}""")]
    [InlineData("""{"id":1,"name":"X","client_id":"Iv1","client_secret":"s","pem":null}""")]
    public async Task An_answer_that_is_not_an_app_is_refused_and_nothing_of_it_stored(string json)
    {
        var trip = await shared.FreshAsync();
        using var server = RawServer.Saying(
            $"HTTP/1.1 201 Created\nX-GitHub-Request-Id: 1\nContent-Type: application/json\nContent-Length: {json.Length}\nConnection: close\n\n{json}"
        );
        await using var moved = await MoveApiAsync(trip, server.Url);

        var answer = await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        Assert.Equal($"/connections/{trip.ConnectionId}", answer.Place());
        var app = await trip.AppAsync();
        Assert.Equal(AppCreation.Refused, app.Creation);
        Assert.Null(app.GitHubId);
        Assert.Empty(await trip.SecretsAsync());
    }

    [Fact]
    public async Task A_code_that_was_never_sent_is_sent_when_the_server_is_there_again()
    {
        var trip = await shared.FreshAsync();
        await using (
            await MoveApiAsync(trip, new Uri($"http://127.0.0.1:{PortalProcess.FreePort()}/"))
        )
        {
            await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
            var waiting = await trip.AppAsync();
            Assert.Equal(AppCreation.CodeStored, waiting.Creation);
            Assert.Contains(
                "refuses the connection",
                waiting.CreationDetail,
                StringComparison.Ordinal
            );
        }

        await ExchangeAsync(trip, again: false);

        var app = await trip.AppAsync();
        Assert.Equal(AppCreation.Created, app.Creation);
        Assert.Null(app.CreationDetail);
        Assert.DoesNotContain(SecretField.ManifestCode, await trip.SecretsAsync());
    }

    [Fact]
    public async Task A_code_that_may_have_been_used_is_sent_again_only_when_asked_for()
    {
        var trip = await shared.FreshAsync();
        trip.Rehearsal.Sandbox.Faults.Add(new Fault(Conversion, FaultKind.Reset));
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        await trip.GitHub.HealAsync();

        await ExchangeAsync(trip, again: false);
        Assert.Equal(AppCreation.MayExist, (await trip.AppAsync()).Creation);
        await ExchangeAsync(trip, again: true);

        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
        Assert.Equal(2, trip.Conversions());
    }

    [Fact]
    public async Task An_app_whose_key_was_lost_on_the_way_is_named_with_where_to_delete_it()
    {
        var trip = await shared.FreshAsync();
        trip.Rehearsal.Sandbox.Faults.Add(new Fault(Conversion, FaultKind.Truncate));
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        await trip.GitHub.HealAsync();

        await ExchangeAsync(trip, again: true);

        var app = await trip.AppAsync();
        Assert.Equal(AppCreation.Refused, app.Creation);
        Assert.Contains("may exist there", app.CreationDetail, StringComparison.Ordinal);
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}");
        Assert.NotNull(
            page.Document.QuerySelector(
                $"a[href='{trip.Rehearsal.Sandbox.Url}organizations/globex/settings/apps']"
            )
        );
    }

    [Fact]
    public async Task A_second_exchange_of_an_app_that_is_stored_does_nothing()
    {
        var trip = await shared.FreshAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);

        await ExchangeAsync(trip, again: true);

        Assert.Equal(1, trip.Conversions());
        Assert.Equal(AppCreation.Created, (await trip.AppAsync()).Creation);
    }

    private static Task ExchangeAsync(Trip trip, bool again) =>
        trip
            .Doors.Get<ExchangeManifestCode>()
            .RunAsync(trip.ConnectionId, again, TestContext.Current.CancellationToken);

    /// <summary>The host's API answers at another address until disposed.</summary>
    private static async Task<IAsyncDisposable> MoveApiAsync(Trip trip, Uri to)
    {
        var host = trip.HostId;
        await SetAsync($"{to.AbsoluteUri}api/v3");
        return new Back(() => SetAsync($"{trip.Rehearsal.Sandbox.Url.AbsoluteUri}api/v3"));

        async Task SetAsync(string url)
        {
            await using var db = await trip.Doors.OpenAsync();
            await db
                .Hosts.Where(row => row.Id == host)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.ApiUrl, url));
        }
    }

    private sealed class Back(Func<Task> move) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await move();
    }
}
