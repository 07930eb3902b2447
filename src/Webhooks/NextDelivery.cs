using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Webhooks;

/// <summary>
/// Finds the delivery that is to be handled next. It goes round the lanes (one a repository): each has its oldest delivery
/// handled, and then it is the next one's turn, so that a lane with thousands waiting holds up no other. What is contained
/// or in maintenance is stepped over whole.
/// </summary>
/// <remarks>One handler asks at a time.</remarks>
public sealed class NextDelivery(IDbContextFactory<PortalDb> dbs)
{
    /// <summary>After the slash, which ends the name of an app or an installation within a lane.</summary>
    private const char PastAll = '0';

    // Asked for every delivery: what it means to the database is worked out once.
    private readonly Func<PortalDb, string, CancellationToken, Task<Found?>> _firstAfter =
        EF.CompileAsyncQuery(
            (PortalDb db, string lane, CancellationToken _) =>
                db
                    .Deliveries.Where(row =>
                        row.Sorted
                        && row.State == DeliveryState.Received
                        && string.Compare(row.Lane, lane) > 0
                    )
                    .OrderBy(row => row.Lane)
                    .ThenBy(row => row.Id)
                    // A server in maintenance cannot be asked, and what is contained waits for its release.
                    .Select(row => new Found(
                        row.Id,
                        row.Lane,
                        row.App.ContainedAt != null
                            || row.App.Host.ContainedAt != null
                            || row.App.Host.Reason == Reason.Maintenance
                            || db.Connections.Any(connection =>
                                connection.AppId == row.AppId
                                && connection.Reason == Reason.Maintenance
                            ),
                        row.App.Installations.Any(installation =>
                            installation.SuspendedByPortal
                            && installation.GitHubId == row.InstallationGitHubId
                        )
                    ))
                    .FirstOrDefault()
        );

    private string _last = "";

    /// <summary>The oldest delivery of the next lane that is not busy; null when there is none.</summary>
    public async Task<(long Id, string Lane)?> FindAsync(
        IReadOnlyCollection<string> busy,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        // Round once at most: to the end, and then from the beginning.
        var again = _last.Length == 0;
        while (true)
        {
            var found = await _firstAfter(db, _last, cancellationToken);
            if (found is null)
            {
                _last = "";
                if (again)
                {
                    return null;
                }

                again = true;
                continue;
            }

            _last =
                found.AppWaits ? Past(found.Lane, slashes: 1)
                : found.InstallationWaits ? Past(found.Lane, slashes: 2)
                : found.Lane;
            if (_last == found.Lane && !busy.Contains(found.Lane))
            {
                return (found.Id, found.Lane);
            }
        }
    }

    /// <summary>What sorts after all lanes that begin like this one up to its first or second slash.</summary>
    private static string Past(string lane, int slashes)
    {
        var end = lane.IndexOf('/', StringComparison.Ordinal);
        if (slashes > 1)
        {
            end = lane.IndexOf('/', end + 1);
        }

        return lane[..end] + PastAll;
    }

    private sealed record Found(long Id, string Lane, bool AppWaits, bool InstallationWaits);
}
