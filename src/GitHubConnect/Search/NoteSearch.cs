using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Search;

/// <summary>Writes down at the feature when it was last searched and whether both sides answered; never what was searched for.</summary>
public sealed class NoteSearch(IDbContextFactory<PortalDb> dbs, Changes changes, TimeProvider time)
{
    // Many people search; that nothing changed is written once in a while.
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(1);

    public async Task RunAsync(
        Link link,
        IReadOnlyList<SearchNotice> notices,
        CancellationToken cancellationToken
    )
    {
        var row = link.Features.Single(one => one.Kind == LinkFeatureKind.UnifiedSearch);
        var failures = notices.Where(notice => notice.IsFailure).ToList();
        var result =
            failures.Count == 0
                ? "both sides answered."
                : string.Join(" ", failures.Select(notice => notice.Sentence));
        var now = time.GetUtcNow();
        if (row.FailingSince is not null == failures.Count > 0 && row.LastRunAt > now - s_often)
        {
            return;
        }

        DateTimeOffset? failing = failures.Count == 0 ? null : now;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .LinkFeatures.Where(one =>
                one.LinkId == link.Id && one.Kind == LinkFeatureKind.UnifiedSearch
            )
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(one => one.LastRunAt, now)
                        .SetProperty(one => one.LastResult, result)
                        .SetProperty(
                            one => one.FailingSince,
                            one => failing == null ? null : one.FailingSince ?? failing
                        ),
                cancellationToken
            );
        // To the link's pages; whoever searches listens to the link itself, and would search again.
        if (link.ConnectionId is { } connection)
        {
            changes.Publish(connection);
        }
    }
}
