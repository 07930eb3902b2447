using Microsoft.EntityFrameworkCore;
using Portal.Connections;
using Portal.Data;
using Portal.GitHubConnect;
using Portal.Ui;

namespace Portal.Home;

/// <summary>
/// Reads the dashboard: a fixed number of queries, however many hosts and connections there are, once for all who look.
/// </summary>
public sealed class ReadBoard : IDisposable
{
    private const int ShownNeedy = 12;
    private const int ShownHosts = 20;

    /// <summary>Of each host, and of all together: with many hosts each shows fewer.</summary>
    private const int ShownConnections = 10;
    private const int ShownOfAll = 60;
    private const int ShownAtLeast = 3;

    private readonly IDbContextFactory<PortalDb> _dbs;
    private readonly ReadConnectionRows _rows;
    private readonly ReadIncidents _incidents;
    private readonly Traffic _traffic;

    public ReadBoard(
        IDbContextFactory<PortalDb> dbs,
        ReadConnectionRows rows,
        ReadIncidents incidents,
        Traffic traffic,
        Changes changes,
        TimeProvider time
    )
    {
        (_dbs, _rows, _incidents, _traffic) = (dbs, rows, incidents, traffic);
        Reading = new SharedReading<Board>(ReadAsync, changes, time);
    }

    public SharedReading<Board> Reading { get; }

    public void Dispose() => Reading.Dispose();

    private async Task<Board> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await _dbs.CreateDbContextAsync(cancellationToken);
        var links = await LinkTable.ReadAsync(db);
        return new Board(
            await NeedyAsync(db, links, cancellationToken),
            await HostsAsync(db, cancellationToken),
            links,
            await _traffic.NowAsync(db, cancellationToken),
            await _incidents.RunAsync(db, cancellationToken)
        );
    }

    private static async Task<Some<NeedyThing>> NeedyAsync(
        PortalDb db,
        List<Link> links,
        CancellationToken cancellationToken
    )
    {
        var hosts = db.Hosts.AsNoTracking().Where(Attention.HostNeeded);
        var connections = db.Connections.AsNoTracking().Where(row => row.NeedsAttention);
        var begun = links.FindAll(NeedyThings.IsBegun);
        // There are few, and one that fails hides what the others say.
        var silent = await db
            .NotificationChannels.AsNoTracking()
            .Where(channel => channel.Problem != null)
            .OrderBy(channel => channel.Name)
            .ToListAsync(cancellationToken);
        var things = (
            await hosts
                .OrderBy(host => host.StateSince)
                .Take(ShownNeedy)
                .ToListAsync(cancellationToken)
        )
            .Select(NeedyThings.Of)
            .Concat(silent.Select(NeedyThings.Of))
            .Concat(begun.Select(NeedyThings.Of))
            .Concat(
                (
                    await connections
                        .Include(row => row.App)
                            .ThenInclude(app => app.Host)
                        .Include(row => row.Installation)
                        .OrderBy(row => row.Name)
                        .Take(ShownNeedy)
                        .ToListAsync(cancellationToken)
                ).Select(NeedyThings.Of)
            )
            .Take(ShownNeedy)
            .ToList();
        var all =
            await hosts.CountAsync(cancellationToken)
            + silent.Count
            + begun.Count
            + await connections.CountAsync(cancellationToken);
        return new Some<NeedyThing>(things, all - things.Count);
    }

    /// <summary>
    /// The first connections of each host. One query of a part for each: to number the rows of all of them would sort all that there are.
    /// </summary>
    private static async Task<ILookup<Guid, Guid>> FirstAsync(
        PortalDb db,
        List<Guid> hosts,
        CancellationToken cancellationToken
    )
    {
        var each = Math.Clamp(
            ShownOfAll / Math.Max(1, hosts.Count),
            ShownAtLeast,
            ShownConnections
        );
        var parts = hosts
            .Select(host =>
                db.Connections.Where(row => row.HostId == host)
                    .Select(row => new
                    {
                        row.HostId,
                        row.Id,
                        row.Name,
                        row.NeedsAttention,
                    })
                    .OrderByDescending(row => row.NeedsAttention)
                    .ThenBy(row => row.Name)
                    .Take(each)
            )
            .ToList();
        var rows =
            parts.Count == 0
                ? []
                : await parts
                    .Aggregate((all, part) => all.Concat(part))
                    .ToListAsync(cancellationToken);
        return rows.OrderByDescending(row => row.NeedsAttention)
            .ThenBy(row => row.Name, StringComparer.Ordinal)
            .ToLookup(row => row.HostId, row => row.Id);
    }

    private async Task<Some<BoardHost>> HostsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var shown = await db
            .Hosts.AsNoTracking()
            .OrderBy(host => host.Name)
            .Take(ShownHosts)
            .Select(host => new
            {
                Host = host,
                Count = host.Connections.Count,
                NotArriving = host.Connections.Any(row =>
                    row.EndingId == null
                    && (
                        row.Reason == Reason.WebhooksNotArriving
                        || row.Reason == Reason.WebhookChanged
                    )
                ),
                LastDelivery = host.Apps.Max(app => app.LastDeliveryAt),
            })
            .ToListAsync(cancellationToken);
        var first = await FirstAsync(db, shown.ConvertAll(one => one.Host.Id), cancellationToken);
        var ids = first.SelectMany(one => one).ToList();
        var rows = (
            await _rows.RunAsync(
                db.Connections.Where(row => ids.Contains(row.Id)),
                cancellationToken
            )
        ).ToDictionary(row => row.Id);
        var traffic = await _traffic.OfHostsAsync(db, cancellationToken);
        var hosts = shown.ConvertAll(one =>
        {
            var (calls, callsOfDay, deliveries) = traffic(one.Host);
            return new BoardHost(
                one.Host,
                one.Count,
                [
                    .. first[one.Host.Id]
                        .Select(id => rows.GetValueOrDefault(id))
                        .OfType<ConnectionRow>(),
                ],
                one.NotArriving ? new LampState(LampKind.Error, "not arriving")
                    : one.LastDelivery is { } at ? new LampState(LampKind.Available, "received", at)
                    : new LampState(LampKind.Unknown, "no delivery yet"),
                calls,
                callsOfDay,
                deliveries
            );
        });
        var all =
            hosts.Count < ShownHosts ? hosts.Count : await db.Hosts.CountAsync(cancellationToken);
        return new Some<BoardHost>(hosts, all - hosts.Count);
    }
}
