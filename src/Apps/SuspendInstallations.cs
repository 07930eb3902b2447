using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Apps;

/// <summary>
/// Makes GitHub's side agree with what is contained: suspends every installation of a contained app, also those that no
/// connection uses, and unsuspends after the release those, and only those, that the portal suspended. What failed is tried
/// again, and what is done is looked at again from time to time. May be killed at any point.
/// </summary>
public sealed class SuspendInstallations(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    InstallationTokens tokens,
    IOptions<PortalOptions> options,
    Timeline timeline,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    private readonly ConcurrentDictionary<Guid, string> _problems = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _done = new();

    /// <summary>Why the last try for an app or an installation failed, in words; null when it did not.</summary>
    public string? Problem(Guid id) => _problems.GetValueOrDefault(id);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var apps = await db
            .Apps.AsNoTracking()
            .Include(app => app.Host)
            .Where(app => app.Creation == AppCreation.Created)
            .Where(app =>
                app.ContainedAt != null
                || app.Host.ContainedAt != null
                || app.Installations.Any(row => row.SuspendedByPortal)
            )
            .ToListAsync(cancellationToken);
        foreach (var app in apps)
        {
            if (!app.IsContained)
            {
                _done.TryRemove(app.Id, out _);
                await UnsuspendAllAsync(app, cancellationToken);
            }
            else if (IsDue(app))
            {
                await SuspendAllAsync(app, cancellationToken);
            }
        }
    }

    private bool IsDue(App app) =>
        !_done.TryGetValue(app.Id, out var at)
        || at < app.ContainedAt
        || at < app.Host.ContainedAt
        || at <= time.GetUtcNow() - options.Value.CheckInterval;

    private async Task SuspendAllAsync(App app, CancellationToken cancellationToken)
    {
        var well = true;
        try
        {
            foreach (var found in await github.ListInstallationsAsync(app, cancellationToken))
            {
                var id = await KeepAsync(app, found, cancellationToken);
                if (found.SuspendedAt is null)
                {
                    well &= await TryAsync(
                        id,
                        () => SuspendAsync(app, id, found, cancellationToken)
                    );
                }
            }

            _problems.TryRemove(app.Id, out _);
        }
        catch (GitHubException failure)
        {
            _problems[app.Id] = failure.Message;
            well = false;
        }

        if (well)
        {
            _done[app.Id] = time.GetUtcNow();
        }

        changes.Publish(app.Id);
    }

    /// <summary>The row of an installation, made where there is none; with what GitHub says of it.</summary>
    private async Task<Guid> KeepAsync(
        App app,
        InstallationAnswer found,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var row = await db.Installations.SingleOrDefaultAsync(
            kept => kept.AppId == app.Id && kept.GitHubId == found.Id,
            cancellationToken
        );
        if (row is null)
        {
            row = InstallationRows.New(app.Id, found);
            InstallationRows.Copy(found, row);
            db.Installations.Add(row);
        }

        row.SuspendedAt = found.SuspendedAt;
        // Written down before GitHub is asked: one that is suspended after a kill is known as the portal's doing.
        row.SuspendedByPortal |= found.SuspendedAt is null;
        await db.SaveChangesAsync(cancellationToken);
        await Checkpoints.ReachAsync("suspending");
        return row.Id;
    }

    private async Task SuspendAsync(
        App app,
        Guid id,
        InstallationAnswer found,
        CancellationToken cancellationToken
    )
    {
        // First, because GitHub revokes nothing for one that is suspended; and what is under way must not mint another.
        tokens.Close(id);
        await RevokeTokenAsync(id, cancellationToken);
        var exists = await github.SuspendAsync(app, found.Id, cancellationToken);
        await Checkpoints.ReachAsync("suspended");
        tokens.Forget(id);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var row = await db.Installations.SingleAsync(kept => kept.Id == id, cancellationToken);
        row.SuspendedAt = exists ? time.GetUtcNow() : null;
        row.SuspendedByPortal = exists;
        timeline.Add(
            db,
            app.Id,
            exists
                ? $"The portal suspended the installation on {row.Account}."
                : $"The app is not installed on {row.Account} any more."
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task RevokeTokenAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var row = await db
            .Installations.AsNoTracking()
            .Include(kept => kept.App)
                .ThenInclude(app => app.Host)
            .SingleAsync(kept => kept.Id == id, cancellationToken);
        try
        {
            await tokens.RevokeAsync(row, cancellationToken);
        }
        catch (GitHubException)
        {
            // The suspension that follows closes it as well.
        }
    }

    private async Task UnsuspendAllAsync(App app, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Installations.Where(row => row.AppId == app.Id && row.SuspendedByPortal)
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            tokens.Open(row.Id);
            if (
                await TryAsync(
                    row.Id,
                    () => github.UnsuspendAsync(app, row.GitHubId, cancellationToken)
                )
            )
            {
                (row.SuspendedAt, row.SuspendedByPortal) = (null, false);
                // While it was suspended nothing that happened was told.
                row.SyncWanted = true;
                timeline.Add(
                    db,
                    app.Id,
                    $"The portal unsuspended the installation on {row.Account}."
                );
                if (
                    !await db.Connections.AnyAsync(
                        connection => connection.InstallationId == row.Id,
                        cancellationToken
                    )
                )
                {
                    db.Installations.Remove(row);
                }

                await db.SaveChangesAsync(cancellationToken);
            }
        }

        await db
            .Connections.Where(row => row.AppId == app.Id)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.CheckWanted, true),
                cancellationToken
            );
        wakeUps.Checks.Ring();
        wakeUps.Syncs.Ring();
        wakeUps.Deliveries.Ring();
        changes.Publish(app.Id);
    }

    private async Task<bool> TryAsync(Guid installationId, Func<Task> work)
    {
        try
        {
            await work();
            _problems.TryRemove(installationId, out _);
            return true;
        }
        catch (GitHubException failure)
        {
            _problems[installationId] = failure.Message;
            return false;
        }
    }
}
