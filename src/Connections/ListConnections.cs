using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Ui;

namespace Portal.Connections;

/// <summary>Which connections a list shows; null is all.</summary>
/// <param name="Words">A part of the name.</param>
/// <param name="Host">Those of this host.</param>
/// <param name="Needy">Only those that need somebody.</param>
/// <param name="Page">From 1; one that is not there is the nearest that is.</param>
public sealed record ConnectionFilter(string? Words, Guid? Host, bool Needy, int? Page)
{
    public bool IsEmpty => Host is null && !Needy && string.IsNullOrWhiteSpace(Words);
}

/// <summary>A page of the list of connections, by name.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Hosts">All to which an account may be connected.</param>
/// <param name="Endings">The newest disconnects whose connections are not in the list any more.</param>
public sealed record ConnectionLines(
    IReadOnlyList<ConnectionRow> Rows,
    int Page,
    int Total,
    IReadOnlyList<Data.Host> Hosts,
    IReadOnlyList<Ending> Endings
);

/// <summary>Reads the list of connections, a page at a time; once for all who look at the same.</summary>
public sealed class ListConnections
{
    public const int PageSize = 50;
    private const int ShownEndings = 20;

    private readonly SharedReads<ConnectionFilter, ConnectionLines> _reads;

    public ListConnections(IDbContextFactory<PortalDb> dbs, ReadConnectionRows rows) =>
        _reads = new SharedReads<ConnectionFilter, ConnectionLines>(filter =>
            ReadAsync(dbs, rows, filter)
        );

    public Task<ConnectionLines> RunAsync(ConnectionFilter filter) => _reads.ReadAsync(filter);

    private static async Task<ConnectionLines> ReadAsync(
        IDbContextFactory<PortalDb> dbs,
        ReadConnectionRows rows,
        ConnectionFilter filter
    )
    {
        await using var db = await dbs.CreateDbContextAsync();
        var wanted = ChooseConnections.Of(db, filter.Words, filter.Host, filter.Needy);
        var total = await wanted.CountAsync();
        var page = Pager.Clamp(filter.Page, PageSize, total);
        return new ConnectionLines(
            await rows.RunAsync(
                wanted.OrderBy(row => row.Name).Skip((page - 1) * PageSize).Take(PageSize),
                CancellationToken.None
            ),
            page,
            total,
            await db
                .Hosts.AsNoTracking()
                .Where(host => !host.RemoveWhenEmpty)
                .OrderBy(host => host.Name)
                .ToListAsync(),
            await db
                .Endings.AsNoTracking()
                .Where(row => !db.Connections.Any(one => one.Id == row.ConnectionId))
                .OrderByDescending(row => row.StartedAt)
                .Take(ShownEndings)
                .ToListAsync()
        );
    }
}
