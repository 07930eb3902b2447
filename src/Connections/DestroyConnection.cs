using Microsoft.EntityFrameworkCore;
using Portal.Apps;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Connections;

/// <summary>
/// Deletes what the portal keeps of a connection: its secrets and, in the same transaction, all rows that hang under it.
/// What stays is the receipt, and of an ended app a tombstone that answers late deliveries.
/// </summary>
public sealed class DestroyConnection(
    IDbContextFactory<PortalDb> dbs,
    SecretStore secrets,
    InstallationTokens tokens,
    Orphans orphans,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    public async Task<StepOutcome> RunAsync(Ending ending, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var connection = await db
            .Connections.AsNoTracking()
            .Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleOrDefaultAsync(row => row.Id == ending.ConnectionId, cancellationToken);
        if (connection is null)
        {
            return StepOutcome.Done("Secrets and rows are deleted.");
        }

        var app = connection.App;
        var destroyed = await secrets.ListAsync(connection.Id, cancellationToken);
        // Decided again: a connection that began on this app meanwhile keeps it, and of several that end together the
        // last one takes it along, whichever that is.
        var endsApp = !await db.Connections.AnyAsync(
            row => row.AppId == app.Id && row.Id != connection.Id,
            cancellationToken
        );
        if (endsApp)
        {
            destroyed = [.. await secrets.ListAsync(app.Id, cancellationToken), .. destroyed];
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await SecretStore.DeleteAsync(db, connection.Id, field: null, cancellationToken);
        await db
            .Connections.Where(row => row.Id == connection.Id)
            .ExecuteDeleteAsync(cancellationToken);
        await db
            .Installations.Where(row => row.Id == connection.InstallationId)
            .ExecuteDeleteAsync(cancellationToken);
        if (endsApp)
        {
            await SecretStore.DeleteAsync(db, app.Id, field: null, cancellationToken);
            db.Tombstones.Add(
                new Tombstone
                {
                    AppKey = app.Key,
                    HostUrl = app.Host.WebUrl,
                    GitHubId = app.GitHubId,
                    EndedAt = time.GetUtcNow(),
                }
            );
            if (Orphans.MayRemain(app) && !IsDeleted(ending))
            {
                orphans.Add(
                    db,
                    app,
                    $"“{ending.ConnectionName}” was disconnected before the server said that the app was deleted."
                );
            }

            await db.SaveChangesAsync(cancellationToken);
            await db.Apps.Where(row => row.Id == app.Id).ExecuteDeleteAsync(cancellationToken);
        }

        var hostGoes = await db
            .Hosts.Where(row =>
                row.Id == app.HostId && row.RemoveWhenEmpty && row.Connections.Count == 0
            )
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (connection.InstallationId is { } installation)
        {
            tokens.Forget(installation);
        }

        if (hostGoes > 0)
        {
            await audit.WriteAsync(
                Actor.Portal,
                "removed the host",
                app.Host.WebUrl,
                cancellationToken
            );
        }

        changes.Publish(app.HostId);
        return StepOutcome.Done(
            destroyed.Count == 0
                ? "There were no secrets. The rows are deleted."
                : $"Destroyed: {string.Join(", ", destroyed.Select(secret => $"{Words.Of(secret.Field)} {secret.Fingerprint}"))}. The rows are deleted."
        );
    }

    /// <summary>GitHub itself said so, twice.</summary>
    private static bool IsDeleted(Ending ending) =>
        ending.Steps.Exists(step =>
            step is { Kind: EndingStepKind.DeleteRegistration, State: EndingStepState.Done }
        );
}
