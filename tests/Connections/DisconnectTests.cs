using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>Ending a connection: what is shown before, what begins it, and what happens in which order.</summary>
public sealed class DisconnectTests(SharedEndings shared) : IClassFixture<SharedEndings>
{
    [Fact]
    public async Task The_preview_counts_what_stops_and_names_what_is_destroyed()
    {
        var trip = await shared.ConnectedAsync();
        var repository = trip
            .Rehearsal.Sandbox.World.Repositories.Values.First(row =>
                row.Owner.Login == SharedEndings.Account
            )
            .FullName;
        var before = (await PreviewAsync(trip))!.OpenPullRequests;
        await trip.GitHub.OpenPullRequestAsync(repository, "Greet politely");

        var preview = await Until.SeenAsync(
            () => PreviewAsync(trip),
            seen => seen!.OpenPullRequests == before + 1
        );

        Assert.Equal(12, preview!.Repositories);
        Assert.True(preview.EndsApp);
        Assert.Equal(0, preview.SharedWith.Total);
        Assert.True(preview.StoredDeliveries > 0);
        Assert.Equal(
            [SecretField.PrivateKey, SecretField.ClientSecret, SecretField.WebhookSecret],
            preview.Secrets.Select(secret => secret.Field).Order()
        );
        var page = await trip.Browser.GetAsync($"connections/{trip.ConnectionId}/disconnect");
        Assert.Contains("12 repositories of globex", page.Words, StringComparison.Ordinal);
        Assert.All(preview.Secrets, secret => Assert.Contains(secret.Fingerprint, page.Words));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GLOBEX")]
    public async Task A_wrong_name_begins_nothing(string? typed)
    {
        var trip = await shared.ProposedAsync();

        var ending = await trip
            .Doors.Get<Disconnect>()
            .StartAsync(trip.ConnectionId, typed, Doors.Actor, Stop);

        Assert.Null(ending);
        Assert.Null((await trip.ConnectionAsync()).EndingId);
        await using var db = await trip.Doors.OpenAsync();
        Assert.False(await db.Endings.AnyAsync(row => row.ConnectionId == trip.ConnectionId, Stop));
    }

    [Fact]
    public async Task Many_starts_at_once_begin_one_disconnect()
    {
        var trip = await shared.ProposedAsync();
        var name = (await trip.ConnectionAsync()).Name;
        var disconnect = trip.Doors.Get<Disconnect>();

        var started = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(
                        () => disconnect.StartAsync(trip.ConnectionId, name, Doors.Actor, Stop),
                        Stop
                    )
                )
        );

        var ending = Assert.Single(started.Distinct());
        Assert.NotNull(ending);
        await trip.FinishedAsync(ending.Value);
    }

    [Fact]
    public async Task The_server_is_asked_to_forget_the_token_then_the_installation_and_then_about_the_app()
    {
        var trip = await shared.ConnectedAsync();
        var connection = await trip.ConnectionAsync();
        var uninstall = $"/api/v3/app/installations/{connection.Installation!.GitHubId}";
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        Assert.Equal(3, (await SecretsOfAsync(trip, connection.AppId)).Count);
        await shared.DeleteAppAsync();

        var receipt = await trip.FinishedAsync(ending);

        Assert.All(receipt.Steps, step => Assert.Equal(EndingStepState.Done, step.State));
        Assert.Empty(await SecretsOfAsync(trip, connection.AppId));
        var asked = trip
            .Rehearsal.Sandbox.Requests.All.SkipWhile(request => request.Method != "DELETE")
            .ToList();
        Assert.Equal(
            [("/api/v3/installation/token", 204), (uninstall, 204)],
            asked
                .Where(request => request.Method == "DELETE")
                .Select(request => (request.Path, request.Status))
        );
        var afterwards = asked
            .SkipWhile(request => request.Path != uninstall)
            .Where(request => request.Path == "/api/v3/app")
            .ToList();
        var gone = afterwards.SkipWhile(request => request.Status == 200).ToList();
        Assert.All(gone, request => Assert.Equal(404, request.Status));
        Assert.True(
            gone[^1].At - gone[0].At >= TimeSpan.FromSeconds(0.9),
            "Gone was believed too soon."
        );
    }

    [Fact]
    public async Task An_installation_that_is_gone_already_is_no_obstacle()
    {
        var trip = await shared.ConnectedAsync();
        var connection = await trip.ConnectionAsync();
        await trip.GitHub.PostAsync(
            $"installations/{connection.Installation!.GitHubId}/uninstall",
            new { by = "octocat" }
        );

        var ending = await trip.DisconnectAsync();

        await trip.WaitingForDeletionAsync(ending);
        var step = (await trip.Doors.EndingAsync(ending)).Step(EndingStepKind.DeleteInstallations);
        Assert.Equal(EndingStepState.Done, step.State);
        Assert.Contains("already uninstalled from globex", step.Detail!);
        await shared.DeleteAppAsync();
        await trip.FinishedAsync(ending);
    }

    [Fact]
    public async Task What_was_ended_is_answered_410_counted_and_told_of_where_it_was()
    {
        var trip = await shared.ConnectedAsync();
        var connection = await trip.ConnectionAsync();
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        Assert.Equal(410, (int)await trip.DeliverAsync(connection.App.Key));
        await shared.DeleteAppAsync();
        await trip.FinishedAsync(ending);

        Assert.Equal(410, (int)await trip.DeliverAsync(connection.App.Key));
        Assert.Equal(410, (int)await trip.DeliverAsync(connection.App.Key));

        await using var db = await trip.Doors.OpenAsync();
        var tombstone = await db.Tombstones.SingleAsync(
            row => row.AppKey == connection.App.Key,
            Stop
        );
        Assert.Equal(2, tombstone.LateDeliveries);
        Assert.False(await db.Deliveries.AnyAsync(row => row.AppId == connection.AppId, Stop));
        var page = await trip.Browser.GetAsync($"connections/{connection.Id}");
        Assert.Contains("was disconnected", page.Words, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector($"a[href='endings/{ending}']"));
    }

    [Fact]
    public async Task An_app_that_was_never_created_ends_without_asking_the_server()
    {
        var trip = await shared.ProposedAsync();
        trip.Rehearsal.Sandbox.Requests.Clear();

        var receipt = await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.DoesNotContain(
            trip.Rehearsal.Sandbox.Requests.All,
            request => request.Path.StartsWith("/api/v3/app", StringComparison.Ordinal)
        );
        Assert.Equal(
            "Nothing: the portal had no app and no secrets for this connection.",
            Assert.Single(ReceiptText.Remains(receipt))
        );
        Assert.Equal(
            [EndingStepKind.DestroySecrets, EndingStepKind.CleanDatabase],
            ReceiptText.Steps(receipt).Select(step => step.Kind)
        );
        var page = await trip.Browser.GetAsync($"endings/{receipt.Id}");
        Assert.Contains("is discarded", page.Words, StringComparison.Ordinal);
        Assert.Null(await trip.Doors.ConnectionAsync(trip.ConnectionId));
    }

    private static Task<DisconnectPreview?> PreviewAsync(Trip trip) =>
        trip.Doors.Get<Disconnect>().PreviewAsync(trip.ConnectionId, Stop);

    private static async Task<List<Portal.Data.Secret>> SecretsOfAsync(Trip trip, Guid owner) =>
        [.. (await trip.SecretsAsync()).Where(secret => secret.OwnerId == owner)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
