using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Repositories;

/// <summary>
/// Brings one repository or pull request up to date after a webhook. It asks GitHub for the present state instead of
/// believing the payload, which may be old or come twice.
/// </summary>
public sealed class RefreshRepository(IDbContextFactory<PortalDb> dbs, InstallationApi github)
{
    /// <summary>Reads the repository again and notes what happened there. False when it is not (any more) one of the installation's.</summary>
    public async Task<bool> RunAsync(
        Installation installation,
        string fullName,
        string activity,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var answer = await FindAsync(installation, fullName, cancellationToken);
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (answer is null)
        {
            return false;
        }

        var row = await db.Repositories.SingleOrDefaultAsync(
            repository =>
                repository.InstallationId == installation.Id && repository.GitHubId == answer.Id,
            cancellationToken
        );
        if (row is null)
        {
            row = RepositoryRows.New(installation.Id, answer);
            db.Repositories.Add(row);
        }

        RepositoryRows.Copy(answer, row);
        if (row.LastActivityAt is null || row.LastActivityAt <= at)
        {
            row.LastActivity = activity;
            row.LastActivityAt = at;
        }

        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Reads one pull request again: an open one is kept, one that is not open is dropped.</summary>
    public async Task RunAsync(
        Installation installation,
        string fullName,
        int number,
        CancellationToken cancellationToken
    )
    {
        PullRequestAnswer? answer = null;
        try
        {
            answer = await github.GetPullRequestAsync(
                installation,
                fullName,
                number,
                cancellationToken
            );
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            // No longer to be seen: dropped below, like a closed one.
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var repository = await db
            .Repositories.Include(row => row.PullRequests.Where(pull => pull.Number == number))
            .SingleOrDefaultAsync(
                row => row.InstallationId == installation.Id && row.FullName == fullName,
                cancellationToken
            );
        if (repository is null)
        {
            return;
        }

        var row = repository.PullRequests.SingleOrDefault();
        if (answer?.State != "open")
        {
            if (row is not null)
            {
                db.PullRequests.Remove(row);
            }
        }
        else
        {
            if (row is null)
            {
                row = RepositoryRows.New(repository.Id, answer);
                db.PullRequests.Add(row);
            }

            RepositoryRows.Copy(answer, row);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<RepositoryAnswer?> FindAsync(
        Installation installation,
        string fullName,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await github.GetRepositoryAsync(installation, fullName, cancellationToken);
        }
        catch (GitHubException failure) when (failure.Failure == GitHubFailure.NotFound)
        {
            return null;
        }
    }
}
