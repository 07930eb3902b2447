using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect.Contributions;

/// <summary>Forgets that accounts are one person's, and with it how much was contributed with them.</summary>
public sealed class UnlinkAccounts(IDbContextFactory<PortalDb> dbs, AuditLog audit, Changes changes)
{
    public async Task RunAsync(Guid contributorId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var contributor = await db
            .Contributors.AsNoTracking()
            .Include(row => row.Accounts)
            .SingleOrDefaultAsync(row => row.Id == contributorId, cancellationToken);
        if (contributor is null)
        {
            return;
        }

        await db
            .Contributors.Where(row => row.Id == contributorId)
            .ExecuteDeleteAsync(cancellationToken);
        var logins = contributor.Accounts.OrderBy(row => row.Side).Select(row => $"@{row.Login}");
        await audit.WriteAsync(
            actor,
            "unlinked, and deleted the counted contributions of,",
            string.Join(" and ", logins),
            cancellationToken
        );
        changes.Publish(contributor.LinkId);
    }
}
