using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Ui;
using Portal.Webhooks;

namespace Portal.Connections;

/// <summary>Makes lines of a table of connections: one query for all of them, and what the portal has in memory.</summary>
public sealed class ReadConnectionRows(
    DeliveryPulse pulse,
    ApiUsage usage,
    InstallationTokens tokens,
    TimeProvider time
)
{
    /// <summary>An installation token lives for an hour.</summary>
    private static readonly TimeSpan s_token = TimeSpan.FromHours(1);

    /// <param name="connections">At most a page of them, in their order.</param>
    public async Task<List<ConnectionRow>> RunAsync(
        IQueryable<Connection> connections,
        CancellationToken cancellationToken
    )
    {
        var rows = await connections
            .AsNoTracking()
            .Include(row => row.Host)
            .Include(row => row.App)
            .Include(row => row.Installation)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(Of);
    }

    /// <param name="connection">With its host, app and installation.</param>
    public ConnectionRow Of(Connection connection) =>
        new(
            connection.Id,
            connection.Name,
            connection.HostId,
            connection.Host.Name,
            ConnectionLamps.Of(connection),
            ConnectionLamps.Outward(connection),
            ConnectionLamps.Inward(connection),
            connection.UnknownSince ?? connection.StateSince,
            connection.App.LastDeliveryAt,
            Day(connection),
            Limit(connection.InstallationId),
            connection.InstallationId is { } installation && tokens.InUse(installation) is { } token
                ? token.ExpiresAt - s_token
                : null
        );

    private MiniChart Day(Connection connection)
    {
        var now = time.GetUtcNow();
        var counted = pulse.Of(connection.AppId, connection.Installation?.GitHubId);
        return counted is null
            ? DeliveryCharts.Nothing
            : DeliveryCharts.Day(counted.Received.LastDay(now), counted.Failed.LastDay(now));
    }

    private string? Limit(Guid? installation) =>
        installation is { } id && usage.LimitOf(id) is { } limit
            ? $"{limit.Remaining:N0} of {limit.Limit:N0}"
            : null;
}
