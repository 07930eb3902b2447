using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Licenses;

/// <summary>The people of the latest count as CSV, streamed.</summary>
internal static class LicenseExport
{
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
                link.Id == id && link.Features.Any(row => row.Kind == LinkFeatureKind.LicenseSync)
            )
            .Select(link => link.Server.Name)
            .SingleOrDefaultAsync(context.RequestAborted);
        if (server is null)
        {
            return Results.NotFound();
        }

        await audit.WriteAsync(
            Actor.Of(context.User),
            "exported the people of license sync of",
            server,
            context.RequestAborted
        );
        return Results.Stream(
            body => WriteAsync(dbs, id, body, context.RequestAborted),
            "text/csv",
            "licenses.csv"
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
        await text.WriteAsync("on_server,on_cloud,match,doubt\r\n");
        await foreach (
            var row in db
                .LicensePeople.AsNoTracking()
                .Where(row => row.LinkId == linkId)
                .OrderBy(row => row.Id)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            string[] fields =
            [
                row.OnServer,
                row.OnCloud,
                LicenseWords.Of(row.Match),
                row.Doubt ?? "",
            ];
            await text.WriteAsync(string.Join(',', fields.Select(Quoted)) + "\r\n");
        }
    }

    /// <summary>As RFC 4180 says; and what a spreadsheet would take for a formula is text.</summary>
    private static string Quoted(string field)
    {
        var safe = field is ['=' or '+' or '-' or '@', ..] ? "'" + field : field;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
