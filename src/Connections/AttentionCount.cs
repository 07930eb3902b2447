using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Connections;

/// <summary>How many hosts and connections need somebody.</summary>
public sealed record Needy(int Count);

/// <summary>Counts what needs somebody, for the header of every page: once for all that are open.</summary>
public sealed class AttentionCount(
    IDbContextFactory<PortalDb> dbs,
    Changes changes,
    TimeProvider time
) : IDisposable
{
    public SharedReading<Needy> Reading { get; } =
        new(stop => CountAsync(dbs, stop), changes, time);

    public void Dispose() => Reading.Dispose();

    private static async Task<Needy> CountAsync(
        IDbContextFactory<PortalDb> dbs,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return new Needy(
            await db.Connections.Where(row => row.NeedsAttention).CountAsync(cancellationToken)
                + await db.Hosts.Where(Attention.HostNeeded).CountAsync(cancellationToken)
        );
    }
}
