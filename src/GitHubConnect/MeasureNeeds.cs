using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.GitHubConnect;

/// <summary>
/// Looks at everything that a link needs and that the portal can see, and writes down what it saw. What nobody but GitHub
/// knows stays unknown, and says where to look.
/// </summary>
public sealed class MeasureNeeds(
    IDbContextFactory<PortalDb> dbs,
    AnonymousApi github,
    Changes changes,
    WakeUps wakeUps,
    TimeProvider time
)
{
    public async Task RunAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, linkId, cancellationToken) is not { } seen)
        {
            return;
        }

        var looking = ConnectivityAsync(seen, cancellationToken);
        var version = await VersionAsync(seen.Server, cancellationToken);
        var connectivity = await looking;
        db.ChangeTracker.Clear();
        // Read again: the look took its time.
        if (await ReadAsync(db, linkId, cancellationToken) is not { } link)
        {
            return;
        }

        link.Server.Version = version ?? link.Server.Version;
        Write(link, PrerequisiteKind.Connectivity, connectivity);
        await NoteAsync(db, link);
        WantSync(link);
        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(linkId);
        wakeUps.Syncs.Ring();
    }

    /// <summary>Writes down what the portal's own rows tell by now, without a call.</summary>
    public async Task NoteAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, linkId, cancellationToken) is not { } link)
        {
            return;
        }

        await NoteAsync(db, link);
        if (await db.SaveChangesAsync(cancellationToken) > 0)
        {
            changes.Publish(linkId);
        }
    }

    private async Task NoteAsync(PortalDb db, Link link)
    {
        Write(link, PrerequisiteKind.ServerVersion, JudgeNeeds.ServerVersion(link));
        Write(link, PrerequisiteKind.ServerOwner, await ServerOwnerAsync(db, link));
        Write(link, PrerequisiteKind.CloudOwner, JudgeNeeds.CloudOwner(link));
        Write(link, PrerequisiteKind.IpAllowList, JudgeNeeds.AllowList(link));
    }

    /// <summary>Whether the account lets this portal in shows by calling as the app, which the worker does.</summary>
    private static void WantSync(Link link)
    {
        if (link.Connection is { EndingId: null, Installation: { } installation })
        {
            installation.SyncWanted = true;
        }
    }

    private static Task<Link?> ReadAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    ) =>
        db
            .Links.Include(row => row.Server)
            .Include(row => row.Prerequisites)
            .Include(row => row.Connection!.App)
            .Include(row => row.Connection!.Host)
            .Include(row => row.Connection!.Installation)
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);

    private void Write(Link link, PrerequisiteKind kind, (Standing Standing, string Seen) what)
    {
        var row = link.Prerequisites.Single(known => known.Kind == kind);
        // The same again is no news; what took a call tells when it was made.
        if (kind == PrerequisiteKind.Connectivity || (row.Standing, row.Seen) != what)
        {
            (row.Standing, row.Seen) = what;
            row.SeenAt = time.GetUtcNow();
        }
    }

    /// <summary>Every name is asked for something at once: an answer over trusted TLS is what counts.</summary>
    private async Task<(Standing, string)> ConnectivityAsync(
        Link link,
        CancellationToken cancellationToken
    )
    {
        var endpoint = new GitHubEndpoint(
            link.CloudWebUrl,
            link.CloudApiUrl,
            NetworkRoute.Of(link.Server.Network)
        );
        var looks = await Task.WhenAll(
            CloudNames
                .Origins(link)
                .Select(origin => ReachAsync(endpoint, origin, cancellationToken))
        );
        return (
            Array.TrueForAll(looks, look => look.Reached) ? Standing.Measured : Standing.Failed,
            string.Join(" · ", looks.Select(look => look.Seen))
        );
    }

    /// <summary>What the server says by itself; null while it hides that, or does not answer.</summary>
    private async Task<string?> VersionAsync(Data.Host server, CancellationToken cancellationToken)
    {
        try
        {
            return AnonymousApi.VersionOf(
                await github.MetaAsync(GitHubEndpoint.Of(server), cancellationToken)
            );
        }
        catch (GitHubException)
        {
            // The checks of the server's own connections tell what is wrong with it.
            return null;
        }
    }

    private async Task<(bool Reached, string Seen)> ReachAsync(
        GitHubEndpoint endpoint,
        Uri origin,
        CancellationToken cancellationToken
    )
    {
        var isApi = origin.AbsoluteUri == new Uri(endpoint.ApiUrl).AbsoluteUri;
        try
        {
            var answer = await github.ReachAsync(
                endpoint,
                isApi ? new Uri($"{endpoint.ApiUrl}/meta") : origin,
                cancellationToken
            );
            var told =
                $"{origin.Authority}, port {origin.Port}: {(int)answer.Status} in {answer.Duration.TotalMilliseconds:N0} ms";
            // That the other names mark their answers is not documented; their certificates tell whose they are.
            return isApi && !answer.IsGitHub ? (false, $"{told}, but what answers is not GitHub")
                : isApi && !answer.IsSuccess
                    ? (
                        false,
                        $"{told}, which is not how GitHub's API answers: the address of the API may be another"
                    )
                : answer.EnterpriseVersion is { } version
                    ? (false, $"{told}, but it is a GitHub Enterprise Server {version}")
                : ((int)answer.Status < 500, told);
        }
        catch (GitHubException failure)
        {
            return (false, failure.Message.TrimEnd('.'));
        }
    }

    private static async Task<(Standing, string)> ServerOwnerAsync(PortalDb db, Link link)
    {
        var owner = await db
            .Connections.AsNoTracking()
            .Where(row =>
                row.HostId == link.ServerId
                && row.EndingId == null
                && row.AuthorizedBySiteAdministrator
            )
            .OrderByDescending(row => row.AuthorizedAt != null)
            .ThenByDescending(row => row.AuthorizedAt)
            .Select(row => new { row.Name, row.AuthorizedBy })
            .FirstOrDefaultAsync();
        return owner is null
            ? (
                Standing.Unknown,
                $"No site administrator of {link.Server.Name} has authorized an app of this portal."
            )
            : (
                Standing.Measured,
                $"@{owner.AuthorizedBy}, who authorized “{owner.Name}”, is a site administrator there."
            );
    }
}
