using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>
/// The step of a disconnect that takes the app off the account, and off every account when the app ends. An app that was
/// entered by hand does not end: it is somebody else's, who may use it elsewhere.
/// </summary>
public sealed class UninstallApp(IDbContextFactory<PortalDb> dbs, AppApi apps)
{
    public async Task<StepOutcome> RunAsync(Ending ending, CancellationToken cancellationToken)
    {
        if (
            await EndingConnection.FindAsync(dbs, ending, cancellationToken)
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

        var everywhere = ending.EndsApp && connection.App.Origin != AppOrigin.Manual;
        if (everywhere)
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
            ? StepOutcome.Done(
                everywhere
                    ? "The app was installed nowhere."
                    : "This connection had no installation."
            )
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
}
