using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.GitHubConnect.Contributions;
using Portal.GitHubConnect.Licenses;
using Portal.GitHubConnect.Statistics;
using Portal.Secrets;

namespace Portal.GitHubConnect;

/// <summary>
/// Keeps the records of links: notes when one is enabled, measures what it needs again when its connection changed, and reads
/// the rest anew every week from the moment of enabling, or when somebody asks.
/// </summary>
public sealed class RefreshLinks(
    IDbContextFactory<PortalDb> dbs,
    MeasureNeeds measure,
    ReadLicense license,
    TokenApi tokens,
    ReadDormant dormant,
    ReadFigures figures,
    CountLicenses licenses,
    ReadContributions contributions,
    OpenCredential credentials,
    AuditLog audit,
    Timeline timeline,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromDays(7);

    /// <summary>Asks for the record to be read anew now.</summary>
    public async Task WantAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Links.Where(link => link.Id == linkId)
            .ExecuteUpdateAsync(
                update => update.SetProperty(link => link.RefreshWantedAt, time.GetUtcNow()),
                cancellationToken
            );
        wakeUps.Links.Ring();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await EnableAsync(cancellationToken);
        await NoteAsync(cancellationToken);
        var due = time.GetUtcNow() - s_every;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var wanted = await db
            .Links.Where(link =>
                link.Connection!.EndingId == null
                && link.EnabledAt != null
                && (
                    link.RefreshWantedAt != null
                    || link.RefreshedAt == null
                    || link.RefreshedAt <= due
                )
            )
            .Select(link => new { link.Id, link.RefreshWantedAt })
            .ToListAsync(cancellationToken);
        foreach (var link in wanted)
        {
            await RefreshAsync(link.Id, cancellationToken);
            // Whoever asked while it was being read is answered by another reading.
            await db
                .Links.Where(row =>
                    row.Id == link.Id && row.RefreshWantedAt == link.RefreshWantedAt
                )
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.RefreshWantedAt, (DateTimeOffset?)null),
                    cancellationToken
                );
            changes.Publish(link.Id);
        }

        await dormant.RunAsync(cancellationToken);
        await figures.RunAsync(cancellationToken);
        await licenses.RunAsync(cancellationToken);
        await contributions.RunAsync(cancellationToken);
    }

    /// <summary>A link is enabled from the moment at which its connection first works.</summary>
    private async Task EnableAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var fresh = await db
            .Links.Include(link => link.Server)
            .Include(link => link.Connection!.App)
            .Where(link =>
                link.EnabledAt == null
                && link.Connection!.EndingId == null
                && link.Connection.State == ResourceState.Available
            )
            .ToListAsync(cancellationToken);
        foreach (var link in fresh)
        {
            link.EnabledAt = time.GetUtcNow();
            link.RefreshWantedAt = time.GetUtcNow();
            timeline.Add(db, link.Id, $"GitHub Connect is enabled: {LinkWords.Of(link)}.");
            await db.SaveChangesAsync(cancellationToken);
            await audit.WriteAsync(
                Actor.Portal,
                "enabled GitHub Connect",
                LinkWords.Of(link),
                cancellationToken
            );
            changes.Publish(link.Id);
        }
    }

    /// <summary>A bell rang: what connections and hosts have learnt since is written down for their links.</summary>
    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        foreach (var id in await db.Links.Select(link => link.Id).ToListAsync(cancellationToken))
        {
            await measure.NoteAsync(id, cancellationToken);
        }
    }

    private async Task RefreshAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await measure.RunAsync(linkId, cancellationToken);
        var problems = new List<string?> { await license.AgainAsync(linkId, cancellationToken) };
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await db
            .Links.Include(row => row.Server)
            .Include(row => row.Credentials)
            .Include(row => row.Connection!.App.Host)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
        if (link is null)
        {
            return;
        }

        problems.Add(await ReadSeatsAsync(link, cancellationToken));
        problems.Add(await ReadCloudAsync(link, cancellationToken));
        // It takes the same token as the seats, and may take its time.
        link.DormantWanted = Kept(link, LinkCredentialKind.ServerToken) is not null;
        link.RefreshedAt = time.GetUtcNow();
        link.RefreshProblem = string.Join(" ", problems.OfType<string>()) is { Length: > 0 } told
            ? told
            : null;
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Only a site administrator's token tells the seats; without one they are not known.</summary>
    private async Task<string?> ReadSeatsAsync(Link link, CancellationToken cancellationToken)
    {
        link.SeatsUsed = Kept(link, LinkCredentialKind.ServerToken) is null ? null : link.SeatsUsed;
        return await UseAsync(
            link,
            LinkCredentialKind.ServerToken,
            "The seats could not be read.",
            async token =>
                (link.LicenseSeats, link.SeatsUsed) = await tokens.GetSeatsAsync(
                    GitHubEndpoint.Of(link.Server),
                    token,
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>Only a token of the enterprise's owner or billing manager tells what the cloud knows of the server.</summary>
    private async Task<string?> ReadCloudAsync(Link link, CancellationToken cancellationToken)
    {
        link.CloudSync = Kept(link, LinkCredentialKind.CloudToken) is null ? null : link.CloudSync;
        return await UseAsync(
            link,
            LinkCredentialKind.CloudToken,
            "What the cloud knows of the server could not be read.",
            async token =>
                link.CloudSync = Told(
                    link,
                    await tokens.ListSyncedServersAsync(
                        GitHubEndpoint.Of(link.Connection!.App.Host),
                        token,
                        link.Connection.App.OwnerSlug ?? "",
                        cancellationToken
                    )
                ),
            cancellationToken
        );
    }

    private static string Told(Link link, IReadOnlyList<SyncedServerAnswer> servers)
    {
        var name = new Uri(link.Server.WebUrl).Host;
        return servers.FirstOrDefault(server => server.Hostname == name) switch
        {
            { LastSync: { Date: { } date } sync } =>
                $"{name} last reported its licences on {date}: {sync.Status}{(string.IsNullOrEmpty(sync.Error) ? "" : $" ({sync.Error})")}.",
            { } => $"{name} is connected and has reported no licences yet.",
            null => $"It knows no server called {name}: GitHub's own license sync is off there.",
        };
    }

    /// <summary>Asks with a credential, if there is one; why that failed, or null. A refusal is noted at the credential.</summary>
    private async Task<string?> UseAsync(
        Link link,
        LinkCredentialKind kind,
        string failed,
        Func<SecretText, Task> ask,
        CancellationToken cancellationToken
    )
    {
        if (Kept(link, kind) is not { } kept)
        {
            return null;
        }

        try
        {
            if (await credentials.RunAsync(link.Id, kind, cancellationToken) is { } token)
            {
                await ask(token);
                kept.Problem = null;
            }

            return null;
        }
        catch (GitHubException failure)
        {
            // Without the scope, or the role, GitHub says that there is no such thing.
            kept.Problem = failure.Failure is GitHubFailure.Rejected or GitHubFailure.NotFound
                ? failure.Message
                : kept.Problem;
            return $"{failed} {failure.Message}";
        }
    }

    private static LinkCredential? Kept(Link link, LinkCredentialKind kind) =>
        link.Credentials.Find(row => row.Kind == kind);
}
