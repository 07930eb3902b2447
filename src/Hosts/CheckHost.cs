using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>Looks at a registered host again and writes down what it saw. A failed look deletes nothing.</summary>
public sealed class CheckHost(
    ProbeHost probe,
    IDbContextFactory<PortalDb> dbs,
    Changes changes,
    TimeProvider time
)
{
    public async Task RunAsync(Guid hostId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.FindAsync([hostId], cancellationToken);
        if (host is null)
        {
            return;
        }

        var result = await probe.ProbeAsync(GitHubEndpoint.Of(host), cancellationToken);
        // In private mode the version is known from the app's own calls: a hidden one is no news then.
        var known = result.Reason == Reason.PrivateMode && host.Version is not null;
        var (state, reason) = known
            ? (ResourceState.Available, null)
            : (result.State, result.Reason);
        var now = time.GetUtcNow();
        if (host.State != state || host.Reason != reason)
        {
            host.StateSince = now;
        }

        host.State = state;
        host.Reason = reason;
        host.Detail = result.Detail;
        host.Version = result.Version ?? host.Version;
        host.CheckedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(host.Id);
    }

    /// <summary>Checks every host, one after the other.</summary>
    public async Task RunAllAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        foreach (var id in await db.Hosts.Select(host => host.Id).ToListAsync(cancellationToken))
        {
            await RunAsync(id, cancellationToken);
        }
    }
}
