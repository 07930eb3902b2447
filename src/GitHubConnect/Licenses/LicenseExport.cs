using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Licenses;

/// <summary>The people of the latest count as a file.</summary>
internal static class LicenseExport
{
    public static Task<IResult> DownloadAsync(
        HttpContext context,
        Guid id,
        IDbContextFactory<PortalDb> dbs,
        AuditLog audit
    ) =>
        FeatureFile.DownloadAsync(
            context,
            id,
            LinkFeatureKind.LicenseSync,
            "exported the people of license sync of",
            "licenses.csv",
            ["on_server", "on_cloud", "match", "doubt"],
            db =>
                db.LicensePeople.AsNoTracking()
                    .Where(row => row.LinkId == id)
                    .OrderBy(row => row.Id)
                    .AsAsyncEnumerable()
                    .Select(row =>
                        new[]
                        {
                            row.OnServer,
                            row.OnCloud,
                            LicenseWords.Of(row.Match),
                            row.Doubt ?? "",
                        }
                    ),
            dbs,
            audit
        );
}
