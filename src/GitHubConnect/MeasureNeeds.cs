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
    TimeProvider time
)
{
    // https://docs.github.com/enterprise-server@3.12/admin/release-notes
    private static readonly Version s_firstForDataResidency = new(3, 12);

    public async Task RunAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, linkId, cancellationToken) is not { } seen)
        {
            return;
        }

        var connectivity = await ConnectivityAsync(seen, cancellationToken);
        db.ChangeTracker.Clear();
        // Read again: the look took its time.
        if (await ReadAsync(db, linkId, cancellationToken) is not { } link)
        {
            return;
        }

        Write(link, PrerequisiteKind.Connectivity, connectivity);
        await NoteAsync(db, link);
        await db.SaveChangesAsync(cancellationToken);
        changes.Publish(linkId);
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
        Write(link, PrerequisiteKind.ServerVersion, ServerVersionOf(link));
        Write(link, PrerequisiteKind.ServerOwner, await ServerOwnerAsync(db, link));
        Write(link, PrerequisiteKind.CloudOwner, CloudOwnerOf(link));
        Write(link, PrerequisiteKind.IpAllowList, AllowListOf(link));
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
                : answer.EnterpriseVersion is { } version
                    ? (false, $"{told}, but it is a GitHub Enterprise Server {version}")
                : ((int)answer.Status < 500, told);
        }
        catch (GitHubException failure)
        {
            return (false, failure.Message.TrimEnd('.'));
        }
    }

    private static (Standing, string) ServerVersionOf(Link link)
    {
        if (link.Server.Version is not { } text)
        {
            return (
                Standing.Unknown,
                "The server hides its version until an app of its own asks. Connect an account of it first."
            );
        }

        var enough =
            link.CloudFlavor != HostFlavor.DataResidency
            || (
                Version.TryParse(string.Join('.', text.Split('.').Take(2)), out var version)
                && version >= s_firstForDataResidency
            );
        return (
            enough ? Standing.Measured : Standing.Failed,
            $"It runs GitHub Enterprise Server {text}."
        );
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
            .OrderByDescending(row => row.AuthorizedAt)
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

    private static (Standing, string) CloudOwnerOf(Link link) =>
        link.Connection?.App switch
        {
            { Creation: AppCreation.Created, Origin: AppOrigin.Manifest } app => (
                Standing.Measured,
                $"The app {app.Name} was created there, owned by {app.OwnerLogin ?? app.OwnerSlug}."
            ),
            { Creation: AppCreation.Created } app => (
                Standing.Unknown,
                $"The app {app.Name} was entered by hand: who created it is not known here."
            ),
            _ => (Standing.Unknown, "It shows when the app is created."),
        };

    // https://docs.github.com/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
    private static (Standing, string) AllowListOf(Link link)
    {
        var said = $"{link.Connection?.Detail} {link.Connection?.Installation?.SyncProblem}".Trim();
        if (said.Contains("IP allow list", StringComparison.OrdinalIgnoreCase))
        {
            return (Standing.Failed, said);
        }

        return
            link.Connection
                is {
                    State: ResourceState.Available,
                    UnknownSince: null,
                    Installation: { SyncedAt: not null, SyncProblem: null } installation
                }
            ? (
                Standing.Measured,
                $"{LinkWords.Cloud(link)} answers calls for {installation.Account}{(link.Connection.Host.SeenFrom is { } from ? $" from {from}" : "")}."
            )
            : (Standing.Unknown, "It shows with the first call of the app.");
    }
}
