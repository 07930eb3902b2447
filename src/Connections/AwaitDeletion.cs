using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>
/// The step of a disconnect that only a person can do: GitHub has no API that deletes an app. The portal asks until GitHub
/// itself says that the app is gone, until an administrator goes on without, or until the wait is over.
/// https://docs.github.com/apps/maintaining-github-apps/deleting-a-github-app
/// </summary>
public sealed class AwaitDeletion(
    IDbContextFactory<PortalDb> dbs,
    AppApi apps,
    IOptions<PortalOptions> options,
    TimeProvider time
)
{
    public async Task<StepOutcome> RunAsync(Ending ending, CancellationToken cancellationToken)
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

        if (app.Origin == AppOrigin.Manual)
        {
            return StepOutcome.Skipped(
                $"The app was entered by hand: it stays with its owner{(app.OwnerLogin is { } owner ? $", {owner}" : "")}. Its key and client secret stay valid until they are deleted there: {AppLinks.Settings(app)}"
            );
        }

        try
        {
            await apps.GetAppAsync(app, cancellationToken);
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            return await ConfirmAsync(db, ending, app, failure, cancellationToken);
        }

        app.GoneSince = null;
        await db.SaveChangesAsync(cancellationToken);
        return GiveUp(
                ending,
                $"The registration still exists on {ending.HostName}: {ending.DeleteAppUrl}"
            )
            ?? StepOutcome.Wait(
                $"The registration still exists on {ending.HostName}. Somebody who owns it must delete it there."
            );
    }

    /// <summary>Gone is what GitHub itself says twice, a minute apart.</summary>
    private async Task<StepOutcome> ConfirmAsync(
        PortalDb db,
        Ending ending,
        App app,
        GitHubException failure,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (app.GoneSince is { } since && now - since >= options.Value.GoneConfirmation)
        {
            return StepOutcome.Done(
                $"The registration is gone: GitHub said so twice. {failure.Message}"
            );
        }

        app.GoneSince ??= now;
        await db.SaveChangesAsync(cancellationToken);
        const string once = "GitHub said once that the app no longer exists";
        return GiveUp(ending, $"{once}; the second time was not awaited.")
            ?? StepOutcome.Wait(
                $"{once}. The portal asks again at {app.GoneSince + options.Value.GoneConfirmation:HH:mm:ss} UTC to be sure."
            );
    }

    private StepOutcome? GiveUp(Ending ending, string seen) =>
        ending switch
        {
            { FinishWithoutWaiting: true } or { ForgetAnyway: true } => StepOutcome.Skipped(
                $"An administrator went on without waiting. {seen}"
            ),
            _ when ending.WaitUntil <= time.GetUtcNow() => StepOutcome.Skipped(
                $"Nobody deleted it within seven days, and the wait ended. {seen}"
            ),
            _ => null,
        };
}
