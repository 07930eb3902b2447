using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>GitHub lets only a person delete an app: what the portal believes while it waits, and how the wait ends.</summary>
public sealed class WaitForDeletionTests(SharedEndings shared) : IClassFixture<SharedEndings>
{
    private const string AskForApp = "GET /api/v3/app";
    private const EndingStepKind Deletion = EndingStepKind.DeleteRegistration;

    [Fact]
    public async Task Gone_once_and_there_again_is_not_gone()
    {
        var (trip, ending) = await WaitingAsync();
        var app = (await trip.ConnectionAsync()).AppId;
        for (var time = 1; time <= 2; time++)
        {
            await trip.GitHub.FailAsync(AskForApp, "status", status: 404, times: 1);

            await Until.SeenAsync(
                () => Task.FromResult(trip.Asked(AskForApp).Select(request => request.Status)),
                seen =>
                    seen.Count(status => status == 404) == time
                    && seen.TakeLast(2).All(status => status == 200)
            );

            await trip.WaitingForDeletionAsync(ending);
            await using var db = await trip.Doors.OpenAsync();
            Assert.Null((await db.Apps.SingleAsync(row => row.Id == app, Stop)).GoneSince);
        }
    }

    [Fact]
    public async Task Only_the_servers_own_404_is_gone()
    {
        var (trip, ending) = await WaitingAsync();

        foreach (
            var (kind, status) in new (string, int?)[]
            {
                ("status", 401),
                ("status", 403),
                ("html", null),
                ("maintenance", null),
                ("redirect-to-login", null),
            }
        )
        {
            await trip.GitHub.FailAsync(AskForApp, kind, status);
            await trip.StepAsync(ending, Deletion, step => step.Unanswered);
            var asked = trip.Asked(AskForApp).Count;
            await Until.SeenAsync(
                () => Task.FromResult(trip.Asked(AskForApp).Count),
                count => count >= asked + 2
            );

            var app = (await trip.ConnectionAsync()).App;
            Assert.Null(app.GoneSince);
            Assert.Equal(EndingStepState.Waiting, (await StepAsync(trip, ending)).State);
            await trip.GitHub.HealAsync();
            await trip.WaitingForDeletionAsync(ending);
        }

        Assert.Equal(3, await SecretsAsync(trip));
    }

    [Fact]
    public async Task Finish_without_waiting_destroys_the_secrets_and_says_what_stays()
    {
        var (trip, ending) = await WaitingAsync();

        await trip.ChooseAsync(ending, row => row.FinishWithoutWaiting = true);

        await AssertRegistrationStaysAsync(trip, ending, "went on without waiting");
    }

    [Fact]
    public async Task Finish_without_waiting_holds_when_the_server_has_stopped_answering()
    {
        var (trip, ending) = await WaitingAsync();
        await trip.GitHub.FailAsync("/api/v3", "html");
        await trip.StepAsync(ending, Deletion, step => step.Unanswered);

        await trip.ChooseAsync(ending, row => row.FinishWithoutWaiting = true);

        await AssertRegistrationStaysAsync(trip, ending, "went on without waiting");
    }

    [Fact]
    public async Task After_seven_days_the_secrets_are_destroyed_all_the_same()
    {
        var (trip, ending) = await WaitingAsync();
        Assert.Equal(
            TimeSpan.FromDays(7),
            await trip.Doors.EndingAsync(ending) is var row
                ? row.WaitUntil - row.StartedAt
                : default
        );

        await SevenDaysPassAsync(trip, ending);

        await AssertRegistrationStaysAsync(trip, ending, "within seven days");
    }

    [Fact]
    public async Task After_seven_days_without_an_answer_the_secrets_are_destroyed_all_the_same()
    {
        var trip = await shared.ConnectedAsync();
        await trip.GitHub.FailAsync("/api/v3", "reset");
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.RevokeTokens, step => step.Unanswered);

        await SevenDaysPassAsync(trip, ending);

        await AssertRegistrationStaysAsync(trip, ending, "seven days");
    }

    private async Task<(Trip Trip, Guid Ending)> WaitingAsync()
    {
        var trip = await shared.ConnectedAsync();
        var ending = await trip.DisconnectAsync();
        await trip.WaitingForDeletionAsync(ending);
        return (trip, ending);
    }

    private static async Task SevenDaysPassAsync(Trip trip, Guid ending)
    {
        await using var db = await trip.Doors.OpenAsync();
        await db
            .Endings.Where(row => row.Id == ending)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.WaitUntil, row => row.StartedAt),
                Stop
            );
    }

    private static async Task AssertRegistrationStaysAsync(Trip trip, Guid ending, string why)
    {
        var receipt = await trip.FinishedAsync(ending);
        Assert.Equal(EndingStepState.Skipped, receipt.Step(Deletion).State);
        Assert.Contains(why, receipt.Step(Deletion).Detail!, StringComparison.Ordinal);
        Assert.Equal(EndingStepState.Done, receipt.Step(EndingStepKind.DestroySecrets).State);
        Assert.Contains(
            ReceiptText.Remains(receipt),
            line =>
                line.Contains("registration", StringComparison.Ordinal)
                && line.Contains(
                    "/organizations/globex/settings/apps/portal-",
                    StringComparison.Ordinal
                )
        );
        Assert.Null(await trip.Doors.ConnectionAsync(receipt.ConnectionId));
        Assert.Contains("private key SHA256:", receipt.Step(EndingStepKind.DestroySecrets).Detail!);
    }

    private static async Task<EndingStep> StepAsync(Trip trip, Guid ending) =>
        (await trip.Doors.EndingAsync(ending)).Step(Deletion);

    private static async Task<int> SecretsAsync(Trip trip)
    {
        var app = (await trip.ConnectionAsync()).AppId;
        return (await trip.SecretsAsync()).Count(secret => secret.OwnerId == app);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
