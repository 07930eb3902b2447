using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect;

/// <summary>
/// Reads how many people of a link's server are dormant: from the server's own report, with the site administrator's token. The
/// server makes the report when it is asked, and hands it out when it is asked again.
/// </summary>
public sealed class ReadDormant(
    IDbContextFactory<PortalDb> dbs,
    TokenApi tokens,
    OpenCredential credentials,
    Changes changes,
    TimeProvider time
)
{
    // A report takes minutes on a large server; one that never comes is asked for again with the next reading of the record.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    /// <summary>Asks for the reports that are wanted, and keeps those wanted that are still being made.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .Links.AsNoTracking()
            .Include(link => link.Server)
            .Include(link => link.Credentials)
            .Where(link => link.DormantWanted && link.Connection!.EndingId == null)
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        foreach (var link in wanted)
        {
            await ReadAsync(db, link, cancellationToken);
        }
    }

    private async Task ReadAsync(PortalDb db, Link link, CancellationToken cancellationToken)
    {
        var (count, problem) = await AskAsync(link, cancellationToken);
        var now = time.GetUtcNow();
        var goesOn = count is null && problem is null && now - link.RefreshedAt < s_patience;
        problem ??= count is not null
            ? null
            : $"{link.Server.Name} is still making its report of dormant users; the portal asks for it again {(goesOn ? "in a moment" : "with the next reading")}.";
        if (goesOn && problem == link.DormantProblem)
        {
            return;
        }

        await db
            .Links.Where(row => row.Id == link.Id)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.DormantWanted, goesOn)
                        .SetProperty(row => row.DormantProblem, problem)
                        .SetProperty(row => row.DormantPeople, row => count ?? row.DormantPeople)
                        .SetProperty(
                            row => row.DormantReadAt,
                            row => count == null ? row.DormantReadAt : now
                        ),
                cancellationToken
            );
        changes.Publish(link.Id);
    }

    /// <summary>The count, or why there is none; neither while the server makes its report.</summary>
    private async Task<(int? Count, string? Problem)> AskAsync(
        Link link,
        CancellationToken cancellationToken
    )
    {
        const LinkCredentialKind kind = LinkCredentialKind.ServerToken;
        try
        {
            return
                link.Credentials.Find(row => row.Kind == kind) is { } kept
                && await credentials.RunAsync(link.Id, kind, cancellationToken) is { } token
                ? (
                    await tokens.CountDormantAsync(
                        GitHubEndpoint.Of(link.Server),
                        kept.Owner,
                        token,
                        cancellationToken
                    ),
                    null
                )
                : (null, "The site administrator's token is gone.");
        }
        catch (GitHubException failure)
        {
            return (null, $"The report of dormant users could not be read. {failure.Message}");
        }
    }
}
