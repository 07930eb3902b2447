using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>How one step of a disconnect went.</summary>
public sealed record StepOutcome(EndingStepState State, string Detail, bool Unanswered = false)
{
    public static StepOutcome Done(string detail) => new(EndingStepState.Done, detail);

    public static StepOutcome Skipped(string detail) => new(EndingStepState.Skipped, detail);

    public static StepOutcome Wait(string detail) => new(EndingStepState.Waiting, detail);

    /// <summary>The server did not do its part: the portal tries again.</summary>
    public static StepOutcome Failed(string detail) =>
        new(EndingStepState.Waiting, detail, Unanswered: true);
}

/// <summary>Does one step of a disconnect. Every one may be repeated.</summary>
public sealed class EndingSteps(
    IDbContextFactory<PortalDb> dbs,
    RevokeTokens tokens,
    UninstallApp uninstall,
    AwaitDeletion deletion,
    DestroyConnection destroy,
    TimeProvider time
)
{
    public async Task<StepOutcome> RunAsync(
        Ending ending,
        EndingStepKind kind,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return kind switch
            {
                EndingStepKind.StopIntake => await StopIntakeAsync(ending, cancellationToken),
                EndingStepKind.RevokeTokens => await tokens.RunAsync(ending, cancellationToken),
                EndingStepKind.DeleteInstallations => await uninstall.RunAsync(
                    ending,
                    cancellationToken
                ),
                EndingStepKind.DeleteRegistration => await deletion.RunAsync(
                    ending,
                    cancellationToken
                ),
                EndingStepKind.DestroySecrets => await destroy.RunAsync(ending, cancellationToken),
                EndingStepKind.CleanDatabase => await CleanDatabaseAsync(cancellationToken),
            };
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NoCredentials)
        {
            return StepOutcome.Skipped(
                "The portal has no credentials for this app, so there is nothing that it can ask the server to do."
            );
        }
        catch (CryptographicException)
        {
            return StepOutcome.Skipped(
                "The stored credentials cannot be opened with this portal's key ring, so there is nothing that it can ask the server to do."
            );
        }
        catch (GitHubException failure)
        {
            var over = GiveUp(ending, kind, failure);
            return over is not null && kind == EndingStepKind.RevokeTokens
                ? over with
                {
                    Detail =
                        $"{over.Detail} {await tokens.TellWhatStaysAsync(ending, cancellationToken)}",
                }
                : over ?? StepOutcome.Failed(failure.Message);
        }
    }

    /// <summary>A server that fails us keeps the secrets alive no longer than one that answers does.</summary>
    private StepOutcome? GiveUp(Ending ending, EndingStepKind kind, GitHubException failure) =>
        ending switch
        {
            { ForgetAnyway: true } => StepOutcome.Skipped(
                $"Forgotten by an administrator's choice. The last try: {failure.Message}"
            ),
            { FinishWithoutWaiting: true } when kind == EndingStepKind.DeleteRegistration =>
                StepOutcome.Skipped(
                    $"An administrator went on without waiting. The last try: {failure.Message}"
                ),
            _ when ending.WaitUntil <= time.GetUtcNow() => StepOutcome.Skipped(
                $"The server did not do it within seven days, and the wait ended. The last try: {failure.Message}"
            ),
            _ => null,
        };

    private async Task<StepOutcome> StopIntakeAsync(
        Ending ending,
        CancellationToken cancellationToken
    )
    {
        if (!ending.EndsApp)
        {
            return StepOutcome.Skipped(
                "Other connections use the app: its webhooks go on for them."
            );
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Apps.Where(row =>
                row.IntakeStoppedAt == null
                && db.Connections.Any(connection =>
                    connection.Id == ending.ConnectionId && connection.AppId == row.Id
                )
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.IntakeStoppedAt, time.GetUtcNow()),
                cancellationToken
            );
        return StepOutcome.Done("Webhooks of the app are answered 410 and not stored.");
    }

    private async Task<StepOutcome> CleanDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db.CleanAsync(cancellationToken) switch
        {
            Cleaning.Overwritten => StepOutcome.Done(
                "The deleted rows are overwritten in the database file, and its write-ahead log is empty."
            ),
            Cleaning.Busy => StepOutcome.Wait(
                "Somebody still reads an older state of the database. The portal tries again."
            ),
            Cleaning.LivesOn => StepOutcome.Skipped(
                "PostgreSQL overwrites nothing that is deleted: its files and its write-ahead log, and copies of them, hold the secrets, encrypted, until it vacuums and uses their place again."
            ),
        };
    }
}
