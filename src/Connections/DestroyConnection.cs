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

        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .SingleOrDefaultAsync(row => row.ConnectionId == connection.Id, cancellationToken);
        if (link is not null)
        {
            destroyed = [.. destroyed, .. await secrets.ListAsync(link.Id, cancellationToken)];
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ForgetTimelineAsync(
            db,
            [connection.Id, endsApp ? app.Id : connection.Id, link?.Id ?? connection.Id],
            cancellationToken
        );
        if (link is not null)
        {
            // With it goes all that its features stored.
            await SecretStore.DeleteAsync(db, link.Id, field: null, cancellationToken);
            await db.Links.Where(row => row.Id == link.Id).ExecuteDeleteAsync(cancellationToken);
        }

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
            // One that was entered by hand is its owner's, who wants it there.
            if (Orphans.MayRemain(app) && app.Origin != AppOrigin.Manual && !IsDeleted(ending))
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

        var hosts = await RemoveEmptyHostsAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (connection.InstallationId is { } installation)
        {
            tokens.Forget(installation);
        }

        foreach (var host in hosts)
        {
            await audit.WriteAsync(Actor.Portal, "removed the host", host, cancellationToken);
        }

        changes.Publish(app.HostId);
        if (link is not null)
        {
            await audit.WriteAsync(
                Actor.Portal,
                "disabled GitHub Connect of",
                link.Server.Name,
                cancellationToken
            );
            changes.Publish(link.Id);
        }

        return StepOutcome.Done(
            $"{Told(destroyed)} The rows are deleted{(link is null ? "" : $", and with them the GitHub Connect link of {link.Server.Name}: its record, its settings and all that its features stored")}."
        );
    }

    private static string Told(IReadOnlyList<KeptSecret> destroyed) =>
        destroyed.Count == 0
            ? "There were no secrets."
            : $"Destroyed: {string.Join(", ", destroyed.Select(secret => $"{Words.Of(secret.Field)} {secret.Fingerprint}"))}.";

    /// <summary>What happened, and what is still to be told of it, names accounts and people: it goes with what it happened to.</summary>
    internal static async Task ForgetTimelineAsync(
        PortalDb db,
        IReadOnlyCollection<Guid> subjects,
        CancellationToken cancellationToken
    )
    {
        await db
            .Timeline.Where(entry => subjects.Contains(entry.SubjectId))
            .ExecuteDeleteAsync(cancellationToken);
        await db
            .Alarms.Where(alarm => subjects.Contains(alarm.SubjectId))
            .ExecuteDeleteAsync(cancellationToken);
        await db
            .Notices.Where(notice => subjects.Contains(notice.SubjectId))
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The hosts that an administrator asked to remove and under which nothing hangs any more: this connection or its link was the last.</summary>
    private static async Task<IReadOnlyList<string>> RemoveEmptyHostsAsync(
        PortalDb db,
        CancellationToken cancellationToken
    )
    {
        var empty = db.Hosts.Where(row =>
            row.RemoveWhenEmpty
            && row.Connections.Count == 0
            && !db.Links.Any(link => link.ServerId == row.Id)
        );
        var names = await empty.Select(row => row.WebUrl).ToListAsync(cancellationToken);
        await ForgetTimelineAsync(
            db,
            await empty.Select(row => row.Id).ToListAsync(cancellationToken),
            cancellationToken
        );
        await empty.ExecuteDeleteAsync(cancellationToken);
        return names;
    }

    /// <summary>GitHub itself said so, twice.</summary>
    private static bool IsDeleted(Ending ending) =>
        ending.Steps.Exists(step =>
            step is { Kind: EndingStepKind.DeleteRegistration, State: EndingStepState.Done }
        );
}
