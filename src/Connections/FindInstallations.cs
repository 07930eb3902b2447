using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Connections;

/// <summary>An installation that GitHub has and no connection uses.</summary>
public sealed record FoundInstallation(long Id, string Account);

/// <summary>What was found; with a problem, in words, nothing is known.</summary>
public sealed record Findings(IReadOnlyList<FoundInstallation> Unused, string? Problem);

/// <summary>Finds installations of an app that were made on the server's side, so that they can be adopted.</summary>
public sealed class FindInstallations(
    IDbContextFactory<PortalDb> dbs,
    AppApi github,
    TimeProvider time
)
{
    /// <summary>How long a page waits for a server before it is shown without what the server would have said.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Every account on which the server says that the connection's app is installed; null when the server does not say
    /// so soon, or is not to be asked.
    /// </summary>
    public async Task<IReadOnlyList<string>?> AccountsAsync(
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .SingleOrDefaultAsync(
                row => db.Connections.Any(one => one.Id == connectionId && one.AppId == row.Id),
                cancellationToken
            );
        if (app is not { Creation: AppCreation.Created, IsContained: false })
        {
            return null;
        }

        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            var all = await github.ListInstallationsAsync(app, either.Token);
            return [.. all.Select(answer => answer.Account?.Name ?? "").Order()];
        }
        catch (Exception failure)
            when (failure is GitHubException or CryptographicException
                || failure is OperationCanceledException && patience.IsCancellationRequested
            )
        {
            return null;
        }
    }

    /// <summary>Those of a connection's app. Empty also while the server does not answer: the check of the connection tells about that.</summary>
    public async Task<IReadOnlyList<FoundInstallation>> RunAsync(
        Guid connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Connections.Where(row => row.Id == connectionId)
            .Select(row => (Guid?)row.AppId)
            .SingleOrDefaultAsync(cancellationToken);
        return app is { } id ? (await OfAppAsync(id, cancellationToken)).Unused : [];
    }

    public async Task<Findings> OfAppAsync(Guid appId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var app = await db
            .Apps.AsNoTracking()
            .Include(row => row.Host)
            .SingleOrDefaultAsync(row => row.Id == appId, cancellationToken);
        if (app is not { Creation: AppCreation.Created })
        {
            return new Findings([], null);
        }

        try
        {
            var all = await github.ListInstallationsAsync(app, cancellationToken);
            var used = await db
                .Connections.Where(row => row.AppId == app.Id && row.Installation != null)
                .Select(row => row.Installation!.GitHubId)
                .ToListAsync(cancellationToken);
            return new Findings(
                [
                    .. all.Where(answer => !used.Contains(answer.Id))
                        .Select(answer => new FoundInstallation(
                            answer.Id,
                            answer.Account?.Name ?? ""
                        )),
                ],
                null
            );
        }
        catch (GitHubException failure)
        {
            return new Findings([], failure.Message);
        }
    }
}
