using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>What is taken in at a webhook address, and what is not.</summary>
public abstract class ReceiveTests(ConnectedTrip shared)
{
    private Trip Trip => shared.Trip;

    [Theory]
    [InlineData("""{"zen":"Ångström – 漢字 😀 \u00e9 \ud83d\ude00"}""")]
    [InlineData("""{"a":1.0,"b":1e2,"c":10000000000000000000000,"a":2}""")]
    [InlineData("{ \"zen\" :\r\n\t\"spaces\" } \n")]
    public async Task The_signature_is_over_the_bytes_and_not_over_what_they_mean(string body)
    {
        var delivery = new Signed("ping", body);

        Assert.Equal(202, await delivery.PostAsync(Trip));
        Assert.Equal(
            202,
            await (delivery with { Guid = Guid.NewGuid().ToString() }).PostAsync(Trip)
        );

        var row = await delivery.HandledAsync(Trip);
        Assert.Equal(delivery.Body, row.Json());
        Assert.Equal(DeliveryState.Handled, row.State);
        Assert.Null(row.InstallationGitHubId);
    }

    [Fact]
    public async Task A_body_that_changed_by_one_byte_is_refused()
    {
        var app = (await Trip.ConnectionAsync()).App;
        var delivery = new Signed("push", """{"a": 1}""")
        {
            Signature = Signed.Sign(
                Signed.SecretOf(Trip, app),
                Encoding.UTF8.GetBytes("""{"a":1}""")
            ),
        };

        Assert.Equal(401, await delivery.PostAsync(Trip));
        Assert.Empty(await delivery.RowsAsync(Trip));
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("sha256=", "malformed")]
    [InlineData("sha256=zz", "malformed")]
    [InlineData("sha1=7d38cdd689735b008b3c702edd92eea23791c5f6", "malformed")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "wrong")]
    public async Task What_is_not_signed_well_is_refused_and_counted(
        string signature,
        string problem
    )
    {
        var app = (await Trip.ConnectionAsync()).App;
        var before = await CountAsync();
        var delivery = new Signed("push", "{}") { Signature = signature };

        Assert.Equal(401, await delivery.PostAsync(Trip));
        Assert.Equal(401, await delivery.PostAsync(Trip));
        Assert.Equal(401, await delivery.PostAsync(Trip));

        Assert.Empty(await delivery.RowsAsync(Trip));
        Assert.Equal(before + 3, await CountAsync());
        await using var db = await Trip.Doors.OpenAsync();
        var minutes = await db
            .AuditEntries.Where(row => row.Subject == $"app {app.Id}")
            .GroupBy(row => new { row.At, row.Action })
            .Select(group => group.Count())
            .ToListAsync(Stop);
        Assert.All(minutes, rows => Assert.Equal(1, rows));

        async Task<int> CountAsync()
        {
            await using var log = await Trip.Doors.OpenAsync();
            return await log
                .AuditEntries.Where(row =>
                    row.Subject == $"app {app.Id}" && row.Action.Contains(problem)
                )
                .SumAsync(row => row.Count, Stop);
        }
    }

    [Fact]
    public async Task Form_encoding_is_understood()
    {
        var delivery = new Signed("ping", "payload=%7B%22zen%22%3A%22a%26b%2Bc+d%22%7D")
        {
            ContentType = "application/x-www-form-urlencoded",
        };

        Assert.Equal(202, await delivery.PostAsync(Trip));

        var row = await delivery.HandledAsync(Trip);
        Assert.Equal("""{"zen":"a&b+c d"}""", Encoding.UTF8.GetString(row.Json()));
    }

    [Fact]
    public async Task The_same_delivery_twice_is_one()
    {
        var delivery = new Signed("ping", """{"zen":"twice"}""");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => delivery.PostAsync(Trip))
        );

        Assert.All(answers, status => Assert.Equal(202, status));
        Assert.Single(await delivery.RowsAsync(Trip));
        Assert.Equal(1, (await delivery.HandledAsync(Trip)).Attempts);
        var clashes = Clashes();
        Assert.Equal(202, await delivery.PostAsync(Trip));
        Assert.Equal(1, (await delivery.HandledAsync(Trip)).Attempts);
        // What is known is looked up, and is no failure in the log.
        Assert.Equal(clashes, Clashes());

        int Clashes() =>
            Trip.Portal.Logs.All.Count(line =>
                line.Contains("UNIQUE constraint failed", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task A_body_that_comes_again_under_another_GUID_is_flagged()
    {
        var first = new Signed("ping", """{"zen":"replay"}""");
        var second = first with { Guid = Guid.NewGuid().ToString() };

        await first.PostAsync(Trip);
        await second.PostAsync(Trip);

        Assert.False((await first.HandledAsync(Trip)).Replayed);
        Assert.True((await second.HandledAsync(Trip)).Replayed);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\ufeff{}")]
    [InlineData("payload=x")]
    public async Task A_signed_body_that_is_no_JSON_object_is_malformed(string body)
    {
        var delivery = new Signed("push", body);

        Assert.Equal(400, await delivery.PostAsync(Trip));
        Assert.Empty(await delivery.RowsAsync(Trip));
    }

    [Theory]
    [InlineData("push", "not-a-guid")]
    [InlineData("push", "")]
    [InlineData("", "9f7ee6f4-46d5-4a40-8a2e-5c0e1a0f7a11")]
    public async Task A_delivery_without_its_headers_is_malformed(string name, string guid) =>
        Assert.Equal(400, await new Signed(name, "{}") { Guid = guid }.PostAsync(Trip));

    [Theory]
    [InlineData("""{"installation":{"id":"7"},"repository":{"full_name":7},"action":{}}""")]
    [InlineData("""{"installation":{"id":1e99},"repository":[],"action":null}""")]
    [InlineData("""{"action":"\ud800","installation":7}""")]
    public async Task Fields_of_another_kind_than_GitHubs_are_no_obstacle(string body)
    {
        var delivery = new Signed("push", body);

        Assert.Equal(202, await delivery.PostAsync(Trip));
        Assert.Equal(
            "No connection uses this installation.",
            (await delivery.HandledAsync(Trip)).Outcome
        );
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_not_found()
    {
        using var body = new StringContent("{}");
        using var answer = await Trip.Browser.Http.PostAsync(
            "webhooks/0123456789abcdef",
            body,
            Stop
        );

        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Twenty_megabytes_are_taken_and_more_than_twenty_five_are_not()
    {
        var fits = new Signed("ping", Zen(20));
        var exceeds = new Signed("ping", Zen(26));

        Assert.Equal(202, await fits.PostAsync(Trip));
        Assert.Equal(413, await exceeds.PostAsync(Trip));

        Assert.Equal(fits.Body.Length, (await fits.HandledAsync(Trip)).Json().Length);
        Assert.Empty(await exceeds.RowsAsync(Trip));

        static string Zen(int megabytes) =>
            $$"""{"zen":"{{new string('x', megabytes * 1024 * 1024)}}"}""";
    }

    [Fact]
    public async Task One_apps_secret_opens_no_other_apps_address_and_a_GUID_may_come_to_both()
    {
        var first = (await Trip.ConnectionAsync()).App;
        await Trip.ProposeAsync(SharedTrip.Organization);
        await Trip.Browser.FollowAsync(await Trip.CreateOnServerAsync());
        var second = (await Trip.ConnectionAsync()).App;
        var delivery = new Signed("ping", """{"zen":"shared"}""");

        var crossed = delivery with { Secret = Signed.SecretOf(Trip, first) };
        Assert.Equal(401, await crossed.PostAsync(Trip, second));
        Assert.Equal(202, await delivery.PostAsync(Trip, first));
        Assert.Equal(202, await delivery.PostAsync(Trip, second));

        var rows = await delivery.RowsAsync(Trip);
        Assert.Equal(new[] { first.Id, second.Id }.Order(), rows.Select(row => row.AppId).Order());
        Assert.All(rows, row => Assert.False(row.Replayed));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class ReceiveOnSqliteTests(ConnectedTrip shared)
    : ReceiveTests(shared),
        IClassFixture<ConnectedTrip>;

public sealed class ReceiveOnPostgresTests(ConnectedTripOnPostgres shared)
    : ReceiveTests(shared),
        IClassFixture<ConnectedTripOnPostgres>;
