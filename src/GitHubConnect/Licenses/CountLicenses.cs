using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.GitHubConnect.Licenses;

/// <summary>
/// Counts, every week and on demand, who uses a licence on the server or on the cloud, where license sync is switched on. Both
/// lists are read page by page; the new count takes the place of the one before in one transaction. A count that fails leaves the
/// one before.
/// </summary>
public sealed class CountLicenses(
    IDbContextFactory<PortalDb> dbs,
    PeopleApi people,
    TokenApi tokens,
    OpenCredential credentials,
    Changes changes,
    TimeProvider time
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromDays(7);
    private const int Batch = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = time.GetUtcNow() - s_every;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .LinkFeatures.Where(feature =>
                feature.Kind == LinkFeatureKind.LicenseSync
                && feature.Link.Connection!.EndingId == null
                && (feature.RunWanted || feature.LastRunAt == null || feature.LastRunAt <= due)
            )
            .Select(feature => feature.LinkId)
            .ToListAsync(cancellationToken);
        foreach (var link in wanted)
        {
            await RunAsync(link, cancellationToken);
        }
    }

    private async Task RunAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await TellAsync(linkId, "Reading the people of the server…", null, cancellationToken);
        string result;
        DateTimeOffset? failing = null;
        try
        {
            result = await CountAsync(linkId, cancellationToken);
        }
        catch (GitHubException failure)
        {
            (result, failing) = (failure.Message, now);
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .LinkFeatures.Where(row =>
                row.LinkId == linkId && row.Kind == LinkFeatureKind.LicenseSync
            )
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(row => row.RunWanted, false)
                        .SetProperty(row => row.LastRunAt, now)
                        .SetProperty(row => row.LastResult, result)
                        .SetProperty(
                            row => row.FailingSince,
                            row => failing == null ? null : row.FailingSince ?? failing
                        ),
                cancellationToken
            );
        changes.Publish(linkId);
    }

    /// <summary>Both lists, counted and stored; what came of it, in words.</summary>
    /// <exception cref="GitHubException">A side refuses or does not answer, or a credential is missing.</exception>
    private async Task<string> CountAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.AsNoTracking()
            .Include(row => row.Server)
            .Include(row => row.Connection!.App.Host)
            .SingleAsync(row => row.Id == linkId, cancellationToken);
        var serverToken = await TokenAsync(
            linkId,
            LinkCredentialKind.ServerToken,
            cancellationToken
        );
        var cloudToken = await TokenAsync(linkId, LinkCredentialKind.CloudToken, cancellationToken);
        var count = new CountPeople();
        await foreach (
            var page in people.ListAccountsAsync(
                GitHubEndpoint.Of(link.Server),
                serverToken,
                cancellationToken
            )
        )
        {
            foreach (var account in page.Where(account => account.Type is null or "User"))
            {
                count.AddServer(account.Login, [account.Email]);
            }

            await TellAsync(
                linkId,
                $"Reading the people of the server: {count.OnServer:N0} so far…",
                count.OnServer,
                cancellationToken
            );
        }

        var bought = await ReadCloudAsync(link, cloudToken, count, cancellationToken);
        return await StoreAsync(db, linkId, count, bought, cancellationToken);
    }

    private async Task<int?> ReadCloudAsync(
        Link link,
        SecretText token,
        CountPeople count,
        CancellationToken cancellationToken
    )
    {
        var cloud = GitHubEndpoint.Of(link.Connection!.App.Host);
        var enterprise = link.Connection.App.OwnerSlug ?? "";
        // GitHub names the server by an id of its own, which only this list tells.
        var name = new Uri(link.Server.WebUrl).Host;
        var server = (
            await tokens.ListSyncedServersAsync(cloud, token, enterprise, cancellationToken)
        )
            .FirstOrDefault(known => known.Hostname == name)
            ?.ServerId;
        int? bought = null;
        await foreach (
            var page in people.ListLicensesAsync(cloud, token, enterprise, cancellationToken)
        )
        {
            bought ??= page.TotalSeatsPurchased;
            foreach (var account in page.Users ?? [])
            {
                var ids = account.EnterpriseServerUserIds ?? [];
                var login = account.GithubComUser ? account.GithubComLogin : null;
                // Somebody without an account on the cloud uses a licence through a server: perhaps another than this one.
                count.AddCloud(
                    login ?? ids.FirstOrDefault() ?? account.GithubComLogin ?? "unknown",
                    [
                        .. account.GithubComVerifiedDomainEmails ?? [],
                        .. account.EnterpriseServerEmails ?? [],
                        account.VisualStudioSubscriptionEmail,
                    ],
                    server is null
                        ? []
                        : ids.Where(id => id.StartsWith($"{server}:", StringComparison.Ordinal))
                            .Select(id => id[(server.Length + 1)..])
                );
            }

            await TellAsync(
                link.Id,
                $"Reading the licences on {LinkWords.Cloud(link)}: {count.OnCloud:N0} so far…",
                count.OnCloud,
                cancellationToken
            );
        }

        return bought;
    }

    private async Task<string> StoreAsync(
        PortalDb db,
        Guid linkId,
        CountPeople count,
        int? bought,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db
            .LicensePeople.Where(row => row.LinkId == linkId)
            .ExecuteDeleteAsync(cancellationToken);
        var (total, both, doubtful) = (0, 0, 0);
        foreach (var batch in count.People().Chunk(Batch))
        {
            db.LicensePeople.AddRange(
                batch.Select(person => new LicensePerson
                {
                    LinkId = linkId,
                    OnServer = string.Join(", ", person.OnServer),
                    OnCloud = string.Join(", ", person.OnCloud),
                    Match = person.Match,
                    Doubt = person.Doubt,
                })
            );
            total += batch.Length;
            both += batch.Count(person => person is { OnServer.Count: > 0, OnCloud.Count: > 0 });
            doubtful += batch.Count(person => person.Doubt is not null);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        db.LicenseCounts.Add(
            new LicenseCount
            {
                LinkId = linkId,
                At = time.GetUtcNow(),
                OnServer = count.OnServer,
                OnCloud = count.OnCloud,
                People = total,
                Both = both,
                Doubtful = doubtful,
                Bought = bought,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        if (
            !await db.LinkFeatures.AnyAsync(
                row => row.LinkId == linkId && row.Kind == LinkFeatureKind.LicenseSync,
                cancellationToken
            )
        )
        {
            return "Switched off meanwhile: nothing was kept.";
        }

        await transaction.CommitAsync(cancellationToken);
        return $"{Words.Count(total, "person", "people")}, each counted once.";
    }

    /// <summary>Says how far it is: with every tenth page, so that a page that is open moves and the database does not work for it.</summary>
    private async Task TellAsync(
        Guid linkId,
        string sentence,
        int? read,
        CancellationToken cancellationToken
    )
    {
        if (read % 1000 >= 100)
        {
            return;
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .LinkFeatures.Where(row =>
                row.LinkId == linkId && row.Kind == LinkFeatureKind.LicenseSync
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.LastResult, sentence),
                cancellationToken
            );
        changes.Publish(linkId);
    }

    private async Task<SecretText> TokenAsync(
        Guid linkId,
        LinkCredentialKind kind,
        CancellationToken cancellationToken
    ) =>
        await credentials.RunAsync(linkId, kind, cancellationToken)
        ?? throw new GitHubException(
            GitHubFailure.NoCredentials,
            $"The {Words.Of(KeepToken.Field(kind))} is missing. Store one on the page Credentials."
        );
}
