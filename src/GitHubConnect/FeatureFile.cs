using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>
/// What a feature of a link stored, as CSV: streamed row by row, however many there are. That somebody took it is in the audit log
/// before the first row is sent.
/// </summary>
internal static class FeatureFile
{
    /// <param name="exported">What was taken, for the audit log: "exported the figures of".</param>
    /// <param name="rows">The fields of each row, in the order of <paramref name="columns"/>.</param>
    /// <returns>404 where the feature is not switched on.</returns>
    public static async Task<IResult> DownloadAsync(
        HttpContext context,
        Guid linkId,
        LinkFeatureKind kind,
        string exported,
        string name,
        string[] columns,
        Func<PortalDb, IAsyncEnumerable<string[]>> rows,
        IDbContextFactory<PortalDb> dbs,
        AuditLog audit
    )
    {
        await using var db = await dbs.CreateDbContextAsync(context.RequestAborted);
        var server = await db
            .Links.Where(link => link.Id == linkId && link.Features.Any(row => row.Kind == kind))
            .Select(link => link.Server.Name)
            .SingleOrDefaultAsync(context.RequestAborted);
        if (server is null)
        {
            return Results.NotFound();
        }

        await audit.WriteAsync(Actor.Of(context.User), exported, server, context.RequestAborted);
        return Results.Stream(
            async body =>
            {
                await using var reading = await dbs.CreateDbContextAsync(context.RequestAborted);
                await using var text = new StreamWriter(
                    body,
                    new UTF8Encoding(false),
                    leaveOpen: true
                );
                await text.WriteAsync(string.Join(',', columns) + "\r\n");
                await foreach (var row in rows(reading).WithCancellation(context.RequestAborted))
                {
                    await text.WriteAsync(string.Join(',', row.Select(Quoted)) + "\r\n");
                }
            },
            "text/csv",
            name
        );
    }

    /// <summary>As RFC 4180 says; and what a spreadsheet would take for a formula is text.</summary>
    private static string Quoted(string field)
    {
        var safe = field is ['=' or '+' or '-' or '@', ..] ? "'" + field : field;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
