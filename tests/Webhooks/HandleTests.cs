using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Tests.Harness;
using Sandbox.Control;

namespace Portal.Tests.Webhooks;

/// <summary>What deliveries change: what happens on the server is seen in the portal's rows.</summary>
public abstract class HandleTests(ConnectedTrip shared) : IAsyncLifetime
{
    private Trip Trip => shared.Trip;

    public async ValueTask InitializeAsync() => await Trip.GitHub.HealAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_push_and_branches_that_come_and_go_are_noted_at_their_repository()
    {
        var name = await NameAsync(0);

        await Trip.GitHub.PushAsync(name, "main", "A change");
        await SeenAsync(name, row => row.LastActivity == "push to main by octocat");
        await Trip.GitHub.PostAsync("branches", new { repository = name, branch = "topic" });
        await HandledAsync(name, "create");
        await Trip.GitHub.SendAsync(
            HttpMethod.Delete,
            "branches",
            new { repository = name, branch = "topic" }
        );
        await HandledAsync(name, "delete");
        // GitHub tells of each twice, in any order: as a branch and as a push.
        await SeenAsync(
            name,
            row =>
                row.LastActivity
                    is "branch topic created by octocat"
                        or "branch topic deleted by octocat"
                        or "push to topic by octocat"
        );
    }

    [Fact]
    public async Task A_pull_request_appears_when_opened_and_goes_when_closed()
    {
        var name = await NameAsync(1);

        var number = await Trip.GitHub.OpenPullRequestAsync(name, "Grüße 漢字 <b>");
        var open = await SeenAsync(
            name,
            row => row.PullRequests.Any(pull => pull.Number == number)
        );
        Assert.Equal(
            "Grüße 漢字 <b>",
            open.PullRequests.Single(pull => pull.Number == number).Title
        );
        await Trip.GitHub.ClosePullRequestAsync(name, number);
        await SeenAsync(name, row => row.PullRequests.All(pull => pull.Number != number));
    }

    [Fact]
    public async Task Repositories_that_leave_the_selection_leave_the_list_and_come_back()
    {
        var installation = await InstallationAsync();
        var owner = Trip.Rehearsal.Sandbox.World.FindAccount("octocat")!;
        var all = Trip.Rehearsal.Sandbox.World.RepositoriesOf(installation).ToList();

        Trip.Rehearsal.Sandbox.World.ChangeRepositories(installation, [all[^1].Id], owner);
        await CountAsync(1);
        Trip.Rehearsal.Sandbox.World.ChangeRepositories(installation, selected: null, owner);
        await CountAsync(all.Count);
    }

    [Fact]
    public async Task An_old_payload_does_not_bring_back_what_is_over()
    {
        var name = await NameAsync(2);
        var number = await Trip.GitHub.OpenPullRequestAsync(name, "Short-lived");
        await SeenAsync(name, row => row.PullRequests.Any(pull => pull.Number == number));
        await Trip.GitHub.ClosePullRequestAsync(name, number);
        await SeenAsync(name, row => row.PullRequests.All(pull => pull.Number != number));
        var opened = Trip.Rehearsal.Sandbox.World.Deliveries.All.Last(delivery =>
            delivery is { Event: "pull_request", Action: "opened" }
        );

        var replayed = new Signed("pull_request", opened.Payload);
        Assert.Equal(202, await replayed.PostAsync(Trip));

        Assert.True((await replayed.HandledAsync(Trip)).Replayed);
        await using var db = await Trip.Doors.OpenAsync();
        Assert.False(
            await db.PullRequests.AnyAsync(
                row => row.Number == number && row.Repository.FullName == name,
                Stop
            )
        );
    }

    [Theory]
    [InlineData("globex/../x")]
    [InlineData("../x")]
    [InlineData("globex/..")]
    [InlineData("globex/a?b=c")]
    [InlineData("globex/a%2f..")]
    [InlineData("globex/")]
    public async Task A_repository_name_that_is_none_reaches_no_path_and_holds_up_nothing(
        string name
    )
    {
        var installation = await InstallationAsync();
        Trip.Rehearsal.Sandbox.Requests.Clear();
        var poison = new Signed(
            "push",
            $$"""{"installation":{"id":{{installation.Id}}},"repository":{"full_name":"{{name}}"} }"""
        );
        var next = new Signed("ping", $$"""{"zen":"after {{name}}"}""");

        Assert.Equal(202, await poison.PostAsync(Trip));
        Assert.Equal(202, await next.PostAsync(Trip));

        Assert.Equal(DeliveryState.Handled, (await next.HandledAsync(Trip)).State);
        Assert.Equal("The payload names no repository.", (await poison.HandledAsync(Trip)).Outcome);
        // Deliveries of earlier tests may still be at work: with the names that there are.
        var known = Trip.Rehearsal.Sandbox.World.RepositoriesOf(installation).ToList();
        Assert.DoesNotContain(
            Trip.Rehearsal.Sandbox.Requests.All,
            request =>
                request.Path.EndsWith("/x", StringComparison.Ordinal)
                || (
                    request.Path.StartsWith("/api/v3/repos", StringComparison.Ordinal)
                    && !known.Any(repository =>
                        request.Path.StartsWith(
                            $"/api/v3/repos/{repository.FullName}",
                            StringComparison.OrdinalIgnoreCase
                        )
                    )
                )
        );
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("7.5")]
    [InlineData("{}")]
    public async Task A_pull_request_number_that_is_none_is_said_and_not_tried_again(string number)
    {
        var delivery = new Signed("pull_request", $$"""{"number":{{number}}}""");

        await delivery.PostAsync(Trip);

        var row = await delivery.HandledAsync(Trip);
        Assert.Equal(
            (DeliveryState.Handled, "The payload names no pull request."),
            (row.State, row.Outcome)
        );
    }

    [Fact]
    public async Task What_failed_holds_up_nothing_and_is_handled_when_it_is_redelivered()
    {
        var name = await NameAsync(3);
        var installation = await InstallationAsync();
        Trip.Rehearsal.Sandbox.Faults.Add(
            new Fault($"GET /api/v3/repos/{name}", FaultKind.Status, 500)
        );
        var delivery = new Signed(
            "push",
            $$"""{"ref":"refs/heads/main","installation":{"id":{{installation.Id}}},"repository":{"full_name":"{{name}}"},"sender":{"login":"hubot"} }"""
        );
        var next = new Signed("ping", """{"zen":"not held up"}""");

        await delivery.PostAsync(Trip);
        await next.PostAsync(Trip);

        Assert.Equal(DeliveryState.Handled, (await next.HandledAsync(Trip)).State);
        var failed = await delivery.HandledAsync(Trip);
        Assert.Equal(DeliveryState.Failed, failed.State);
        Assert.Contains("500", failed.Outcome, StringComparison.Ordinal);
        Assert.NotNull(failed.RetryAt);
        await Trip.GitHub.HealAsync();
        await using (var db = await Trip.Doors.OpenAsync())
        {
            // As after the last attempt: nothing but a redelivery has it handled.
            await db
                .Deliveries.Where(row => row.Id == failed.Id)
                .ExecuteUpdateAsync(
                    update =>
                        update
                            .SetProperty(row => row.State, DeliveryState.Parked)
                            .SetProperty(row => row.RetryAt, (DateTimeOffset?)null),
                    Stop
                );
        }

        Assert.Equal(202, await delivery.PostAsync(Trip));
        var handled = await Until.SeenAsync(
            () => delivery.HandledAsync(Trip),
            row => row.State == DeliveryState.Handled
        );
        Assert.Equal($"{name} was read again.", handled.Outcome);
        await SeenAsync(name, row => row.LastActivity == "push to main by hubot");
    }

    [Fact]
    public async Task A_delivery_for_an_installation_of_nobody_changes_nothing()
    {
        var delivery = new Signed(
            "push",
            $$"""{"installation":{"id":99},"repository":{"full_name":"{{await NameAsync(4)}}"} }"""
        );

        await delivery.PostAsync(Trip);

        Assert.Equal(
            "No connection uses this installation.",
            (await delivery.HandledAsync(Trip)).Outcome
        );
    }

    [Fact]
    public async Task A_forged_uninstallation_is_asked_about_and_not_believed()
    {
        var installation = await InstallationAsync();
        var before = (await Trip.ConnectionAsync()).CheckedAt;
        var delivery = new Signed(
            "installation",
            $$"""{"action":"deleted","installation":{"id":{{installation.Id}}} }"""
        );

        await delivery.PostAsync(Trip);

        var connection = await Until.SeenAsync(
            () => Trip.ConnectionAsync(),
            row => row.CheckedAt > before && !row.CheckWanted
        );
        Assert.Equal(ResourceState.Available, connection.State);
    }

    private async Task<Sandbox.Installation> InstallationAsync() =>
        Trip.Rehearsal.Sandbox.World.Installations[
            (await Trip.ConnectionAsync()).Installation!.GitHubId
        ];

    private async Task<string> NameAsync(int index) =>
        Trip
            .Rehearsal.Sandbox.World.RepositoriesOf(await InstallationAsync())
            .ElementAt(index)
            .FullName;

    private async Task<Repository> SeenAsync(string name, Func<Repository, bool> enough)
    {
        var installation = (await Trip.ConnectionAsync()).InstallationId;
        return await Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db
                    .Repositories.AsNoTracking()
                    .Include(row => row.PullRequests)
                    .SingleAsync(
                        row => row.InstallationId == installation && row.FullName == name,
                        Stop
                    );
            },
            enough
        );
    }

    private Task<string?> HandledAsync(string name, string kind) =>
        Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db
                    .Deliveries.Where(row => row.Event == kind && row.RepositoryName == name)
                    .Select(row => row.Outcome)
                    .FirstOrDefaultAsync(Stop);
            },
            outcome => outcome == $"{name} was read again."
        );

    private async Task CountAsync(int expected)
    {
        var installation = (await Trip.ConnectionAsync()).InstallationId;
        await Until.SeenAsync(
            async () =>
            {
                await using var db = await Trip.Doors.OpenAsync();
                return await db.Repositories.CountAsync(
                    row => row.InstallationId == installation,
                    Stop
                );
            },
            count => count == expected
        );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

public sealed class HandleOnSqliteTests(ConnectedTrip shared)
    : HandleTests(shared),
        IClassFixture<ConnectedTrip>;

public sealed class HandleOnPostgresTests(ConnectedTripOnPostgres shared)
    : HandleTests(shared),
        IClassFixture<ConnectedTripOnPostgres>;
