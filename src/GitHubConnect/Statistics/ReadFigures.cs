using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect.Statistics;

/// <summary>
/// Reads the aggregate figures of servers, every day and on demand, where server statistics are switched on. A failed reading
/// leaves what was read before, and is tried again the next day, or when somebody asks.
/// </summary>
public sealed class ReadFigures(
    IDbContextFactory<PortalDb> dbs,
    TokenApi github,
    OpenCredential credentials,
    Changes changes,
    TimeProvider time
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromDays(1);

    /// <summary>Longer ago than this nobody looks.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(2 * 366);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = time.GetUtcNow() - s_every;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .LinkFeatures.Include(feature => feature.Link.Server)
            .Include(feature => feature.Link.Credentials)
            .Where(feature =>
                feature.Kind == LinkFeatureKind.ServerStatistics
                && feature.Link.Connection!.EndingId == null
                && (feature.RunWanted || feature.LastRunAt == null || feature.LastRunAt <= due)
            )
            .ToListAsync(cancellationToken);
        foreach (var feature in wanted)
        {
            await ReadAsync(db, feature, cancellationToken);
            changes.Publish(feature.LinkId);
        }
    }

    private async Task ReadAsync(
        PortalDb db,
        LinkFeature feature,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        (feature.RunWanted, feature.LastRunAt) = (false, now);
        var problem = await TryAsync(db, feature, now, cancellationToken);
        if (problem is not null)
        {
            feature.LastResult = problem;
            feature.FailingSince ??= now;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Switched off, or disabled, meanwhile: there is nothing to keep it for.
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>What went wrong, in a sentence; null when the figures were read.</summary>
    private async Task<string?> TryAsync(
        PortalDb db,
        LinkFeature feature,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var link = feature.Link;
        const string missing =
            "The site administrator's token is missing. Store one on the page Credentials.";
        if (
            link.Credentials.Find(row => row.Kind == LinkCredentialKind.ServerToken) is not { } kept
        )
        {
            return missing;
        }

        try
        {
            if (
                await credentials.RunAsync(
                    link.Id,
                    LinkCredentialKind.ServerToken,
                    cancellationToken
                )
                is not { } token
            )
            {
                return missing;
            }

            var figures = await github.GetFiguresAsync(
                GitHubEndpoint.Of(link.Server),
                token,
                cancellationToken
            );
            db.LinkFigures.AddRange(
                figures.Select(figure => new LinkFigure
                {
                    LinkId = link.Id,
                    At = now,
                    Name = figure.Name,
                    Value = figure.Value,
                })
            );
            await db
                .LinkFigures.Where(row => row.LinkId == link.Id && row.At < now - s_kept)
                .ExecuteDeleteAsync(cancellationToken);
            feature.LastResult = $"{figures.Count:N0} figures were read.";
            feature.FailingSince = null;
            kept.Problem = null;
            return null;
        }
        catch (GitHubException failure)
        {
            kept.Problem = failure.Failure is GitHubFailure.Rejected or GitHubFailure.NotFound
                ? failure.Message
                : kept.Problem;
            return failure.Message;
        }
    }
}
