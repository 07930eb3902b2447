using System.Globalization;
using System.Text;
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

    /// <summary>All of them as CSV, a line a figure.</summary>
    public static async Task<IResult> DownloadAsync(
        HttpContext context,
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        AuditLog audit
    )
    {
        await using var db = await dbs.CreateDbContextAsync(context.RequestAborted);
        var server = await db
            .Links.Where(link =>
                link.Id == id
                && link.Features.Any(row => row.Kind == LinkFeatureKind.ServerStatistics)
            )
            .Select(link => link.Server.Name)
            .SingleOrDefaultAsync(context.RequestAborted);
        if (server is null)
        {
            return Results.NotFound();
        }

        await audit.WriteAsync(
            Actor.Of(context.User),
            "exported the server statistics of",
            server,
            context.RequestAborted
        );
        return Results.Stream(
            body => WriteAsync(dbs, id, body, context.RequestAborted),
            "text/csv",
            "server-statistics.csv"
        );
    }

    private static async Task WriteAsync(
        IDbContextFactory<PortalDb> dbs,
        Guid linkId,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var text = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteAsync("at,figure,value\r\n");
        await foreach (
            var row in db
                .LinkFigures.AsNoTracking()
                .Where(row => row.LinkId == linkId)
                .OrderBy(row => row.Id)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            await text.WriteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ},{Plain(row.Name)},{row.Value}\r\n"
                )
            );
        }
    }

    /// <summary>GitHub's names have letters and underscores; nothing else gets into a file that a spreadsheet opens.</summary>
    private static string Plain(string name) =>
        string.Concat(
            name.Where(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or '-')
        );
}
