using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect.Contributions;

/// <summary>
/// Reads, every hour and on demand, how much the people of a link contributed on each side, where unified contributions are
/// switched on. Nothing but a number for each day is kept. A side that fails leaves what was read before, and the other side is
/// read all the same.
/// </summary>
public sealed class ReadContributions(
    IDbContextFactory<PortalDb> dbs,
    ContributionsApi github,
    Changes changes,
    TimeProvider time
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = time.GetUtcNow() - s_every;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .LinkFeatures.Where(feature =>
                feature.Kind == LinkFeatureKind.UnifiedContributions
                && feature.Link.Connection!.EndingId == null
                && (feature.RunWanted || feature.LastRunAt == null || feature.LastRunAt <= due)
            )
            .Select(feature => feature.LinkId)
            .ToListAsync(cancellationToken);
        foreach (var link in wanted)
        {
            await RunAsync(link, cancellationToken);
            changes.Publish(link);
        }
    }

    private async Task RunAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var feature = db.LinkFeatures.Where(row =>
            row.LinkId == linkId && row.Kind == LinkFeatureKind.UnifiedContributions
        );
        // Before the reading: who links an account meanwhile is read the next time.
        await feature.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.RunWanted, false),
            cancellationToken
        );
        // And not before that: whoever asked until then is answered by this reading.
        var now = time.GetUtcNow();
        if (await ContributionSides.OfAsync(db, linkId, cancellationToken) is not { } sides)
        {
            return;
        }

        var problems = new List<string>();
        var read = 0;
        foreach (var side in Enum.GetValues<LinkSide>())
        {
            try
            {
                read = Math.Max(read, await ReadAsync(sides, side, cancellationToken));
            }
            catch (GitHubException failure)
            {
                problems.Add(failure.Message);
            }
        }

        var failing = problems.Count > 0 ? now : (DateTimeOffset?)null;
        var result =
            problems.Count > 0 ? string.Join(' ', problems)
            : read == 0 ? "Nobody has linked accounts on both sides yet."
            : $"The contributions of {Words.Count(read, "person", "people")} were read.";
        await feature.ExecuteUpdateAsync(
            update =>
                update
                    .SetProperty(row => row.LastRunAt, now)
                    .SetProperty(row => row.LastResult, result)
                    .SetProperty(
                        row => row.FailingSince,
                        row => failing == null ? null : row.FailingSince ?? failing
                    ),
            cancellationToken
        );
    }

    /// <summary>Reads one side for everybody who has both; how many there are.</summary>
    /// <exception cref="GitHubException">The side cannot be asked, refuses or does not answer.</exception>
    private async Task<int> ReadAsync(
        ContributionSides sides,
        LinkSide side,
        CancellationToken cancellationToken
    )
    {
        var people = 0;
        var last = Guid.Empty;
        while (true)
        {
            await using var db = await dbs.CreateDbContextAsync(cancellationToken);
            var batch = await db
                .ContributorAccounts.Where(row =>
                    row.LinkId == sides.Link.Id
                    && row.Side == side
                    && row.ContributorId > last
                    && db.ContributorAccounts.Any(other =>
                        other.ContributorId == row.ContributorId && other.Side != side
                    )
                )
                .OrderBy(row => row.ContributorId)
                .Take(ContributionsApi.MostAccounts)
                .ToListAsync(cancellationToken);
            if (batch.Count == 0)
            {
                return people;
            }

            if (sides.Problems.GetValueOrDefault(side) is { } problem)
            {
                throw new GitHubException(GitHubFailure.NoCredentials, problem);
            }

            Note(
                sides,
                batch,
                await github.ReadAsync(
                    sides.Connections[side].Installation!,
                    [.. batch.Select(row => row.NodeId)],
                    cancellationToken
                )
            );
            await SaveAsync(db, cancellationToken);
            people += batch.Count;
            last = batch[^1].ContributorId;
        }
    }

    private void Note(
        ContributionSides sides,
        List<ContributorAccount> batch,
        IReadOnlyDictionary<string, AccountCalendar> calendars
    )
    {
        foreach (var row in batch)
        {
            if (calendars.GetValueOrDefault(row.NodeId) is { } calendar)
            {
                row.Login = calendar.Login;
                row.FirstDay = calendar.FirstDay;
                row.Counts = [.. calendar.Counts];
                row.ReadAt = time.GetUtcNow();
                row.Problem = null;
            }
            else
            {
                row.Problem =
                    $"{sides.Name(row.Side)} does not find @{row.Login}: the account was deleted, or the app may not see it.";
            }
        }
    }

    private static async Task SaveAsync(PortalDb db, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateConcurrencyException meanwhile)
            {
                // Somebody was unlinked: the others are kept.
                foreach (var entry in meanwhile.Entries)
                {
                    entry.State = EntityState.Detached;
                }
            }
        }
    }
}
