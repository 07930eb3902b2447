using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>The list of deliveries and the page of one: found, opened, handled again, asked for again.</summary>
public abstract class DeliveryPagesTests(ConnectedTrip shared)
{
    private Trip Trip => shared.Trip;

    [Fact]
    public async Task A_delivery_is_found_by_what_it_is_and_not_by_what_it_is_not()
    {
        var connection = await Trip.ConnectionAsync();
        var installation = connection.Installation!.GitHubId;
        var mine = new Signed(
            "workflow_run",
            $$"""{"action":"completed","installation":{"id":{{installation}}},"repository":{"full_name":"globex/needle-{{installation}}"} }"""
        );
        var other = new Signed("star", """{"action":"created","installation":{"id":99}}""");
        await mine.PostAsync(Trip);
        await other.PostAsync(Trip);
        await mine.HandledAsync(Trip);
        await other.HandledAsync(Trip);
        var at = (await mine.RowsAsync(Trip)).Single().ReceivedAt;

        foreach (
            var query in new[]
            {
                "",
                "?event=workflow_run",
                "?result=Handled",
                $"?host={connection.HostId}",
                $"?app={connection.AppId}",
                $"?connection={connection.Id}",
                $"?q=globex/needle-{installation}",
                $"?q={mine.Guid}",
                $"?from={Written(at.AddMinutes(-2))}&until={Written(at.AddMinutes(2))}",
                $"?event=workflow_run&result=Handled&app={connection.AppId}&host={connection.HostId}&q={mine.Guid}",
            }
        )
        {
            Assert.Contains(
                "workflow_run delivery",
                await PageAsync(query),
                StringComparison.Ordinal
            );
        }

        foreach (
            var query in new[]
            {
                "?event=star",
                "?result=Parked",
                "?result=Failed",
                "?result=Waiting",
                $"?host={Guid.NewGuid()}",
                $"?app={Guid.NewGuid()}",
                $"?connection={Guid.NewGuid()}",
                "?q=globex/nothing",
                $"?q={Guid.NewGuid()}",
                $"?from={Written(at.AddMinutes(2))}",
                $"?until={Written(at.AddMinutes(-2))}",
            }
        )
        {
            Assert.DoesNotContain(
                "workflow_run delivery",
                await PageAsync(query),
                StringComparison.Ordinal
            );
        }

        Assert.DoesNotContain(
            "star delivery",
            await PageAsync($"?connection={connection.Id}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_list_goes_on_to_older_ones_and_back_and_none_is_left_out()
    {
        var marker = $"paging{Guid.NewGuid():N}"[..20];
        var posted = new List<Signed>();
        for (var number = 0; number < 120; number++)
        {
            posted.Add(new Signed(marker, $$"""{"action":"n{{number}}"}"""));
        }

        Assert.All(
            await Task.WhenAll(posted.Select(delivery => delivery.PostAsync(Trip))),
            status => Assert.Equal(202, status)
        );
        await using var db = await Trip.Doors.OpenAsync();
        await Until.SeenAsync(
            () => db.Deliveries.CountAsync(row => row.Event == marker && row.Sorted, Stop),
            sorted => sorted == posted.Count
        );
        var list = Trip.Doors.Get<ListDeliveries>();
        var filter = new DeliveryFilter(Event: marker);

        var first = await list.RunAsync(filter, null, null);
        var second = await list.RunAsync(filter, first.Lines[^1].Id, null);
        var third = await list.RunAsync(filter, second.Lines[^1].Id, null);
        var back = await list.RunAsync(filter, null, second.Lines[0].Id);

        Assert.Equal((false, true), (first.HasNewer, first.HasOlder));
        Assert.Equal((true, true), (second.HasNewer, second.HasOlder));
        Assert.Equal((true, false), (third.HasNewer, third.HasOlder));
        Assert.Equal(first.Lines.Select(line => line.Id), back.Lines.Select(line => line.Id));
        var all = first
            .Lines.Concat(second.Lines)
            .Concat(third.Lines)
            .Select(line => line.Id)
            .ToList();
        Assert.Equal(
            await db
                .Deliveries.Where(row => row.Event == marker)
                .OrderByDescending(row => row.Id)
                .Select(row => row.Id)
                .ToListAsync(Stop),
            all
        );
        Assert.Equal(120, all.Count);
        Assert.Equal(all.OrderDescending(), all);
    }

    [Fact]
    public async Task Who_opens_a_payload_is_written_down_and_secrets_in_it_stay_masked()
    {
        var delivery = new Signed(
            "repository_dispatch",
            """{"client_payload":{"deploy_token":"hunter2","list":[{"password":"hunter3"}],"plain":"Grüße <b>"},"tokens_used":7}"""
        );
        await delivery.PostAsync(Trip);
        var row = await delivery.HandledAsync(Trip);

        var page = await Trip.Browser.GetAsync($"deliveries/{row.Id}");
        var shown = await Trip.Doors.Get<ReadPayload>().RunAsync(row.Id, Doors.Actor, Stop);

        Assert.DoesNotContain("client_payload", page.Words, StringComparison.Ordinal);
        Assert.Contains("\"plain\": \"Grüße <b>\"", shown!.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", shown.Json, StringComparison.Ordinal);
        Assert.Contains(shown.Headers, header => header is ("X-GitHub-Delivery", _));
        Assert.All(
            shown.Headers,
            header =>
                Assert.DoesNotContain(Signed.Sign("", []), header.Value, StringComparison.Ordinal)
        );
        Assert.EndsWith("(verified)", shown.Headers[^1].Value, StringComparison.Ordinal);
        var audit = await Trip.Browser.GetAsync("audit");
        Assert.Contains(
            $"opened the payload of the delivery repository_dispatch {delivery.Guid}",
            audit.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_stored_is_handled_again_by_hand()
    {
        var delivery = new Signed("ping", """{"zen":"again, by hand"}""");
        await delivery.PostAsync(Trip);
        var before = await delivery.HandledAsync(Trip);

        Assert.True(await Trip.Doors.Get<ReplayDelivery>().RunAsync(before.Id, Doors.Actor, Stop));
        // The bell rings in another process here: any delivery wakes the worker.
        await new Signed("ping", """{"zen":"wake"}""").PostAsync(Trip);

        var after = await Until.SeenAsync(
            async () => (await delivery.RowsAsync(Trip)).Single(),
            row => row.State == DeliveryState.Handled && row.HandledAt > before.HandledAt
        );
        Assert.Equal(1, after.Attempts);
        Assert.False(await Trip.Doors.Get<ReplayDelivery>().RunAsync(-1, Doors.Actor, Stop));
    }

    [Fact]
    public async Task GitHub_is_asked_for_a_delivery_again_and_says_when_it_has_forgotten_it()
    {
        var name = Trip
            .Rehearsal.Sandbox.World.RepositoriesOf(await InstallationAsync())
            .First()
            .FullName;
        await Trip.GitHub.PushAsync(name, "main", "To be sent twice");
        var row = await Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db
                    .Deliveries.OrderByDescending(each => each.Id)
                    .FirstOrDefaultAsync(
                        each => each.Event == "push" && each.RepositoryName == name,
                        Stop
                    );
            },
            seen => seen is not null
        );

        var (asked, said) = await Trip
            .Doors.Get<AskGitHubAgain>()
            .RunAsync(row!.Id, Doors.Actor, Stop);

        Assert.True(asked, said);
        await Until.SeenAsync(
            () =>
                Task.FromResult(
                    Trip.Rehearsal.Sandbox.World.Deliveries.All.Count(each =>
                        each.EventGuid == $"{row.Guid}"
                    )
                ),
            count => count == 2
        );
        var unknown = new Signed("ping", """{"zen":"GitHub knows nothing of it"}""");
        await unknown.PostAsync(Trip);
        (asked, said) = await Trip
            .Doors.Get<AskGitHubAgain>()
            .RunAsync((await unknown.HandledAsync(Trip)).Id, Doors.Actor, Stop);
        Assert.False(asked);
        Assert.Contains("does not have it in its log", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_is_not_there_is_said_to_be_gone() =>
        Assert.Contains(
            "No such delivery",
            (await Trip.Browser.GetAsync("deliveries/987654321")).Words,
            StringComparison.Ordinal
        );

    private async Task<Sandbox.Installation> InstallationAsync() =>
        Trip.Rehearsal.Sandbox.World.Installations[
            (await Trip.ConnectionAsync()).Installation!.GitHubId
        ];

    private static string Written(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm",
            System.Globalization.CultureInfo.InvariantCulture
        );

    private async Task<string> PageAsync(string query) =>
        (await Trip.Browser.GetAsync($"deliveries{query}")).Words;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class DeliveryPagesOnSqliteTests(ConnectedTrip shared)
    : DeliveryPagesTests(shared),
        IClassFixture<ConnectedTrip>;

public sealed class DeliveryPagesOnPostgresTests(ConnectedTripOnPostgres shared)
    : DeliveryPagesTests(shared),
        IClassFixture<ConnectedTripOnPostgres>;
