using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.GitHubConnect;

/// <summary>Writes down who accepted GitHub's terms for a link, when, and which text.</summary>
public sealed class AcceptTerms(
    IDbContextFactory<PortalDb> dbs,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>GitHub's own text; this portal keeps no copy of it.</summary>
    public const string Address =
        "https://docs.github.com/site-policy/github-terms/github-terms-for-additional-products-and-features#connect";

    public async Task RunAsync(Guid linkId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var text =
            $"GitHub Terms for Additional Products and Features, section Connect, as they stood on {now:yyyy-MM-dd} at {Address}";
        var accepted = await db
            .Links.Where(link => link.Id == linkId && link.TermsAcceptedAt == null)
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(link => link.TermsAcceptedAt, now)
                        .SetProperty(link => link.TermsAcceptedBy, actor.Name)
                        .SetProperty(link => link.TermsText, text),
                cancellationToken
            );
        if (accepted == 0)
        {
            return;
        }

        var server = await db
            .Links.Where(link => link.Id == linkId)
            .Select(link => link.Server.Name)
            .SingleAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "accepted GitHub's terms for GitHub Connect of",
            server,
            cancellationToken
        );
        changes.Publish(linkId);
    }
}
