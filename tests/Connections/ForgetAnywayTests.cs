using Portal.Connections;
using Portal.Data;
using Portal.Tests.Harness;

namespace Portal.Tests.Connections;

/// <summary>The server does not answer: the portal keeps trying, until an administrator forgets it.</summary>
public sealed class ForgetAnywayTests(SharedEndings shared) : IClassFixture<SharedEndings>
{
    [Fact]
    public async Task Forget_anyway_destroys_the_secrets_and_the_receipt_says_what_may_remain()
    {
        var trip = await shared.ConnectedAsync();
        var connection = await trip.ConnectionAsync();
        await trip.GitHub.FailAsync("/api/v3", "reset");
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.RevokeTokens, step => step.Unanswered);
        Assert.Equal(3, await SecretsAsync(trip, connection.AppId));
        var page = await trip.Browser.GetAsync($"endings/{ending}");
        Assert.Contains("Forget anyway", page.Words, StringComparison.Ordinal);

        await trip.ChooseAsync(ending, row => row.ForgetAnyway = true);

        var receipt = await trip.FinishedAsync(ending);
        foreach (
            var kind in new[]
            {
                EndingStepKind.RevokeTokens,
                EndingStepKind.DeleteInstallations,
                EndingStepKind.DeleteRegistration,
            }
        )
        {
            Assert.Equal(EndingStepState.Skipped, receipt.Step(kind).State);
        }

        Assert.Equal(0, await SecretsAsync(trip, connection.AppId));
        var remains = string.Join('\n', ReceiptText.Remains(receipt));
        Assert.Contains("registration", remains, StringComparison.Ordinal);
        Assert.Contains("The installation on globex", remains, StringComparison.Ordinal);
        Assert.Contains("goes on sending", remains, StringComparison.Ordinal);
        Assert.Matches("the installation's token, .* which ends at [0-9:]{5} UTC on", remains);
        Assert.Equal(connection.App.GitHubId, receipt.AppGitHubId);
        Assert.Contains($"App ID        {receipt.AppGitHubId}", ReceiptText.Write(receipt));
    }

    [Fact]
    public async Task A_token_that_could_not_be_revoked_is_not_said_to_be_revoked_or_unused()
    {
        var trip = await shared.ConnectedAsync();
        await trip.GitHub.FailAsync("DELETE /api/v3/installation/token", "html");
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.RevokeTokens, step => step.Unanswered);
        var asked = trip.Asked("DELETE /api/v3/installation/token").Count;
        await Until.SeenAsync(
            () => Task.FromResult(trip.Asked("DELETE /api/v3/installation/token").Count),
            count => count > asked
        );

        await trip.GitHub.HealAsync();

        var step = await trip.StepAsync(
            ending,
            EndingStepKind.RevokeTokens,
            step => step.State == EndingStepState.Done
        );
        Assert.Contains("Revoked: the installation's token", step.Detail!);
        await trip.WaitingForDeletionAsync(ending);
        await shared.DeleteAppAsync();
        await trip.FinishedAsync(ending);
    }

    [Fact]
    public async Task A_server_that_answers_again_is_asked_again_and_nothing_is_forgotten()
    {
        var trip = await shared.ConnectedAsync();
        var installation = (await trip.ConnectionAsync()).Installation!.GitHubId;
        await trip.GitHub.FailAsync("DELETE /api/v3/app/installations", "maintenance");
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.DeleteInstallations, step => step.Unanswered);
        Assert.Contains(installation, trip.Rehearsal.Sandbox.World.Installations.Keys);

        await trip.GitHub.HealAsync();

        await trip.WaitingForDeletionAsync(ending);
        Assert.DoesNotContain(installation, trip.Rehearsal.Sandbox.World.Installations.Keys);
        await shared.DeleteAppAsync();
        var receipt = await trip.FinishedAsync(ending);
        Assert.All(receipt.Steps, step => Assert.Equal(EndingStepState.Done, step.State));
    }

    [Fact]
    public async Task A_persons_token_that_the_server_refuses_to_revoke_is_named_and_holds_nothing_up()
    {
        var trip = await AuthorizedAsync();
        await trip.GitHub.FailAsync("DELETE /api/v3/applications/", "status", status: 401);

        var ending = await trip.DisconnectAsync();

        await trip.WaitingForDeletionAsync(ending);
        await shared.DeleteAppAsync();
        var receipt = await trip.FinishedAsync(ending);
        var step = receipt.Step(EndingStepKind.RevokeTokens);
        Assert.Equal(EndingStepState.Skipped, step.State);
        var sentence = "The token of @octocat could not be revoked";
        Assert.Contains(sentence, step.Detail!, StringComparison.Ordinal);
        Assert.Contains("it ends by itself at ", step.Detail!, StringComparison.Ordinal);
        Assert.Contains(
            ReceiptText.Remains(receipt),
            line => line.Contains(sentence, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_refusal_that_is_not_GitHubs_own_is_waited_out()
    {
        var trip = await AuthorizedAsync();
        await trip.GitHub.FailAsync("DELETE /api/v3/applications/", "html", status: 401);
        var ending = await trip.DisconnectAsync();
        await trip.StepAsync(ending, EndingStepKind.RevokeTokens, step => step.Unanswered);

        await trip.GitHub.HealAsync();

        var step = await trip.StepAsync(
            ending,
            EndingStepKind.RevokeTokens,
            step => step.State == EndingStepState.Done
        );
        Assert.Equal("Revoked: the authorizing person's token.", step.Detail);
    }

    [Fact]
    public async Task An_app_that_may_exist_is_named_in_the_receipt()
    {
        var trip = await shared.ProposedAsync();
        await trip.GitHub.FailAsync("POST /api/v3/app-manifests/", "truncate", times: 1);
        await trip.Browser.FollowAsync(await trip.CreateOnServerAsync());
        Assert.Equal(AppCreation.MayExist, (await trip.ConnectionAsync()).App.Creation);

        var receipt = await trip.FinishedAsync(await trip.DisconnectAsync());

        Assert.Contains(
            ReceiptText.Remains(receipt),
            line =>
                line.Contains("registration", StringComparison.Ordinal)
                && line.Contains("/organizations/globex/settings/apps", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            await trip.SecretsAsync(),
            secret => secret.Field == SecretField.ManifestCode
        );
    }

    /// <summary>Somebody has authorized and not yet installed: the portal keeps that person's token.</summary>
    private async Task<Trip> AuthorizedAsync()
    {
        var trip = await shared.ProposedAsync();
        await trip.Browser.GetAsync((await trip.CreateOnServerAsync()).Location!);
        await trip.AuthorizeOnServerAsync();
        Assert.Contains(
            await trip.SecretsAsync(),
            secret => secret.Field == SecretField.PersonToken
        );
        return trip;
    }

    private static async Task<int> SecretsAsync(Trip trip, Guid owner) =>
        (await trip.SecretsAsync()).Count(secret => secret.OwnerId == owner);
}
