using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Repositories;

/// <summary>
/// Reads an installation's repositories and open pull requests whole, and makes the cached copy the same. A reading that
/// fails in the middle removes nothing.
/// </summary>
public sealed partial class SyncRepositories(
    IDbContextFactory<PortalDb> dbs,
    InstallationApi github,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time,
    ILogger<SyncRepositories> log
)
{
    // GitHub asks for few parallel requests; its own limit is 100.
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    private const int Parallel = 6;

    /// <summary>Reads every installation that waits for it.</summary>
    public async Task RunWantedAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .Installations.Where(row =>
                row.SyncWanted
                && row.SuspendedAt == null
                && row.App.ContainedAt == null
                && row.App.Host.ContainedAt == null
                && row.App.Host.Reason != Reason.Maintenance
                && !db.Connections.Any(connection =>
                    connection.InstallationId == row.Id && connection.Reason == Reason.Maintenance
                )
            )
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in wanted)
        {
            await RunAsync(id, cancellationToken);
        }
    }

    public async Task RunAsync(Guid installationId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var installation = await db
            .Installations.Include(row => row.App)
                .ThenInclude(app => app.Host)
            .SingleOrDefaultAsync(row => row.Id == installationId, cancellationToken);
        if (installation is null)
        {
            return;
        }

        // Cleared first: what changes while we read asks for another reading.
        installation.SyncWanted = false;
        await db.SaveChangesAsync(cancellationToken);
        try
        {
            var repositories = new List<RepositoryAnswer>();
            await foreach (
                var page in github.ListRepositoriesAsync(installation, cancellationToken)
            )
            {
                repositories.AddRange(page.Repositories);
            }

            await StoreAsync(installation, repositories, cancellationToken);
            await PublishAsync(db, installationId, cancellationToken);
            await ReadPullRequestsAsync(installation, repositories, cancellationToken);
            installation.SyncedAt = time.GetUtcNow();
            installation.SyncProblem = null;
        }
        catch (GitHubException failure)
        {
            LogFailed(installation.Id, failure.Failure);
            installation.SyncProblem = failure.Message;
            if (failure.Failure == GitHubFailure.Maintenance)
            {
                // Read when it is over, which the check tells that is asked for here.
                installation.SyncWanted = true;
                await db
                    .Connections.Where(row => row.InstallationId == installationId)
                    .ExecuteUpdateAsync(
                        update => update.SetProperty(row => row.CheckWanted, true),
                        cancellationToken
                    );
                wakeUps.Checks.Ring();
            }
        }

        if (await db.Installations.AnyAsync(row => row.Id == installationId, cancellationToken))
        {
            await db.SaveChangesAsync(cancellationToken);
            await PublishAsync(db, installationId, cancellationToken);
            wakeUps.Links.Ring();
        }
    }

    private async Task StoreAsync(
        Installation installation,
        List<RepositoryAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var kept = await db
            .Repositories.Where(row => row.InstallationId == installation.Id)
            .ToDictionaryAsync(row => row.GitHubId, cancellationToken);
        foreach (var answer in answers.DistinctBy(answer => answer.Id))
        {
            if (!kept.Remove(answer.Id, out var row))
            {
                row = RepositoryRows.New(installation.Id, answer);
                db.Repositories.Add(row);
            }

            RepositoryRows.Copy(answer, row);
        }

        db.Repositories.RemoveRange(kept.Values);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ReadPullRequestsAsync(
        Installation installation,
        List<RepositoryAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        // GitHub counts open pull requests among open issues: a repository without any need not be asked.
        var possible = answers
            .Where(answer => answer.OpenIssuesCount > 0)
            .ToDictionary(answer => answer.Id);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Repositories.Include(row => row.PullRequests)
            .Where(row => row.InstallationId == installation.Id)
            .ToListAsync(cancellationToken);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            rows.Where(row => possible.ContainsKey(row.GitHubId)),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Parallel,
                CancellationToken = cancellationToken,
            },
            async (row, stop) =>
            {
                var pulls = await github.ListOpenPullRequestsAsync(
                    installation,
                    row.FullName,
                    stop
                );
                lock (db)
                {
                    Replace(db, row, pulls);
                }
            }
        );
        foreach (var row in rows.Where(row => !possible.ContainsKey(row.GitHubId)))
        {
            Replace(db, row, []);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Replace(PortalDb db, Repository row, List<PullRequestAnswer> answers)
    {
        var kept = row.PullRequests.ToDictionary(pull => pull.Number);
        foreach (var answer in answers.DistinctBy(answer => answer.Number))
        {
            if (!kept.Remove(answer.Number, out var pull))
            {
                pull = RepositoryRows.New(row.Id, answer);
                db.PullRequests.Add(pull);
            }

            RepositoryRows.Copy(answer, pull);
        }

        db.PullRequests.RemoveRange(kept.Values);
    }

    private async Task PublishAsync(
        PortalDb db,
        Guid installationId,
        CancellationToken cancellationToken
    )
    {
        var connections = await db
            .Connections.Where(row => row.InstallationId == installationId)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        connections.ForEach(changes.Publish);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The repositories of installation {Installation} could not be read: {Failure}."
    )]
    private partial void LogFailed(Guid installation, GitHubFailure failure);
}
