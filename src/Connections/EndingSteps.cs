using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

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

/// <summary>What each step of a disconnect does. Every one may be repeated.</summary>
public sealed class EndingSteps(
    IDbContextFactory<PortalDb> dbs,
    AppApi apps,
    PersonApi people,
    InstallationTokens tokens,
    SecretStore secrets,
    DestroyConnection destroy,
    IOptions<PortalOptions> options,
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
                EndingStepKind.RevokeTokens => await RevokeTokensAsync(ending, cancellationToken),
                EndingStepKind.DeleteInstallations => await DeleteInstallationsAsync(
                    ending,
                    cancellationToken
                ),
                EndingStepKind.DeleteRegistration => await DeleteRegistrationAsync(
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
        catch (GitHubException failure)
        {
            return GiveUp(ending, kind, failure) ?? StepOutcome.Failed(failure.Message);
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

    private async Task<StepOutcome> RevokeTokensAsync(
        Ending ending,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(ending, cancellationToken) is not { App: { } app } connection)
        {
            return StepOutcome.Skipped("There is nothing left to revoke.");
        }

        var done = new List<string>();
        if (
            connection.Installation is { } installation
            && await tokens.RevokeAsync(installation, cancellationToken)
        )
        {
            done.Add("the installation's token");
        }

        if (
            await secrets.GetAsync(connection.Id, SecretField.PersonToken, cancellationToken) is
            { } person
        )
        {
            await people.RevokeAsync(app, person, cancellationToken);
            done.Add("the authorizing person's token");
        }

        return done.Count > 0
            ? StepOutcome.Done($"Revoked: {string.Join(" and ", done)}.")
            : StepOutcome.Done("No token was in use.");
    }

    private async Task<StepOutcome> DeleteInstallationsAsync(
        Ending ending,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindAsync(ending, cancellationToken)
            is not { App.Creation: AppCreation.Created } connection
        )
        {
            return StepOutcome.Skipped("No app was created, so nothing is installed.");
        }

        var ids = new List<(long Id, string Account)>();
        if (connection.Installation is { } own)
        {
            ids.Add((own.GitHubId, own.Account));
        }

        if (ending.EndsApp)
        {
            // The app ends: so does what was installed on the server's side without a connection here.
            ids.AddRange(
                (await ListAsync(connection.App, cancellationToken)).Where(found =>
                    !ids.Contains(found)
                )
            );
        }

        var done = new List<string>();
        foreach (var (id, account) in ids.DistinctBy(found => found.Id))
        {
            done.Add(
                await apps.DeleteInstallationAsync(connection.App, id, cancellationToken)
                    ? $"was uninstalled from {account}"
                    : $"was already uninstalled from {account}"
            );
        }

        return done.Count == 0
            ? StepOutcome.Done("The app was installed nowhere.")
            : StepOutcome.Done($"The app {string.Join("; ", done)}.");
    }

    private async Task<List<(long Id, string Account)>> ListAsync(
        App app,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
            [
                .. (await apps.ListInstallationsAsync(app, cancellationToken)).Select(answer =>
                    (answer.Id, answer.Account?.Name ?? "")
                ),
            ];
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            // The app is deleted already, and with it all its installations.
            return [];
        }
    }

    private async Task<StepOutcome> DeleteRegistrationAsync(
        Ending ending,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.Include(row => row.Host)
            .SingleOrDefaultAsync(
                row =>
                    db.Connections.Any(connection =>
                        connection.Id == ending.ConnectionId && connection.AppId == row.Id
                    ),
                cancellationToken
            );
        if (!ending.EndsApp)
        {
            return StepOutcome.Skipped("Other connections use the app: its registration stays.");
        }

        if (app is null || app.Creation != AppCreation.Created)
        {
            return StepOutcome.Skipped(
                "The portal never got credentials for an app, so there is no registration that it knows of."
            );
        }

        try
        {
            await apps.GetAppAsync(app, cancellationToken);
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            return await ConfirmAsync(db, app, failure, cancellationToken);
        }

        app.GoneSince = null;
        await db.SaveChangesAsync(cancellationToken);
        return GiveUp(ending)
            ?? StepOutcome.Wait(
                $"The registration still exists on {ending.HostName}. Somebody who owns it must delete it there."
            );
    }

    /// <summary>Gone is what GitHub itself says twice, a minute apart.</summary>
    private async Task<StepOutcome> ConfirmAsync(
        PortalDb db,
        App app,
        GitHubException failure,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (app.GoneSince is { } since && now - since >= options.Value.GoneConfirmation)
        {
            return StepOutcome.Done(
                $"The registration is gone: the server said so twice. {failure.Message}"
            );
        }

        app.GoneSince ??= now;
        await db.SaveChangesAsync(cancellationToken);
        return StepOutcome.Wait(
            $"The server says that the app no longer exists. The portal asks once more at {app.GoneSince + options.Value.GoneConfirmation:HH:mm:ss} UTC to be sure."
        );
    }

    private StepOutcome? GiveUp(Ending ending)
    {
        var mayRemain =
            $"The registration still exists on {ending.HostName}: {ending.DeleteAppUrl}";
        return ending switch
        {
            { FinishWithoutWaiting: true } or { ForgetAnyway: true } => StepOutcome.Skipped(
                $"An administrator went on without waiting. {mayRemain}"
            ),
            _ when ending.WaitUntil <= time.GetUtcNow() => StepOutcome.Skipped(
                $"Nobody deleted it within seven days, and the wait ended. {mayRemain}"
            ),
            _ => null,
        };
    }

    private async Task<StepOutcome> CleanDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await Sqlite.TruncateLogAsync(db, cancellationToken)
            ? StepOutcome.Done(
                "The deleted rows are overwritten in the database file, and its write-ahead log is empty."
            )
            : StepOutcome.Wait(
                "Somebody still reads an older state of the database. The portal tries again."
            );
    }

    private async Task<Connection?> FindAsync(Ending ending, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Connections.AsNoTracking()
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .Include(row => row.Installation)
                .ThenInclude(installation => installation!.App)
                    .ThenInclude(app => app.Host)
            .SingleOrDefaultAsync(row => row.Id == ending.ConnectionId, cancellationToken);
    }
}
