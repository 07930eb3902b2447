using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Statistics;

/// <summary>The stored figures of a link: for its charts, and whole as a file.</summary>
internal static class Figures
{
    /// <summary>A chart has no room for more points.</summary>
    private const int MostReadings = 100;

    /// <summary>Those of the latest readings, in the order in which they were read.</summary>
    public static async Task<List<LinkFigure>> LatestAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    )
    {
        var readings = await db
            .LinkFigures.Where(row => row.LinkId == linkId)
            .Select(row => row.At)
            .Distinct()
            .OrderByDescending(at => at)
            .Take(MostReadings)
            .ToListAsync(cancellationToken);
        var first = readings.Count == 0 ? DateTimeOffset.MaxValue : readings[^1];
        return await db
            .LinkFigures.AsNoTracking()
            .Where(row => row.LinkId == linkId && row.At >= first)
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>All of them as a file, a line a figure.</summary>
    public static Task<IResult> DownloadAsync(
        HttpContext context,
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        AuditLog audit
    ) =>
        FeatureFile.DownloadAsync(
            context,
            id,
            LinkFeatureKind.ServerStatistics,
            "exported the server statistics of",
            "server-statistics.csv",
            ["at", "figure", "value"],
            db =>
                db.LinkFigures.AsNoTracking()
                    .Where(row => row.LinkId == id)
                    .OrderBy(row => row.Id)
                    .AsAsyncEnumerable()
                    .Select(row =>
                        new[]
                        {
                            row.At.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z",
                            row.Name,
                            row.Value.ToString(CultureInfo.InvariantCulture),
                        }
                    ),
            dbs,
            audit
        );
}
