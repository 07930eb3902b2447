using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Hosts;

/// <summary>Writes down what a preflight found: in the host's state, and as a line of its history.</summary>
public sealed class PreflightHistory(TimeProvider time)
{
    private const int Kept = 200;

    /// <summary>Adds to <paramref name="db"/>; it is stored when the caller saves.</summary>
    /// <param name="last">The newest stored run: the same found again by schedule only raises its count.</param>
    internal void Take(
        PortalDb db,
        Data.Host host,
        PreflightReport report,
        Actor by,
        PreflightRun? last = null
    )
    {
        var now = time.GetUtcNow();
        var outline = string.Join(' ', report.Steps.Select(step => $"{step.Check}:{step.Verdict}"));
        if (last is not null && last.Outline == outline && by == Actor.Portal)
        {
            last.LastAt = now;
            last.Times++;
            last.Steps = PreflightStep.Write(report.Steps);
        }
        else
        {
            db.PreflightRuns.Add(
                new PreflightRun
                {
                    HostId = host.Id,
                    StartedAt = now,
                    LastAt = now,
                    StartedBy = by.Name,
                    FailedStep = report
                        .Steps.FirstOrDefault(step => step.Verdict == PreflightVerdict.Failed)
                        ?.Check.ToString(),
                    Outline = outline,
                    Steps = PreflightStep.Write(report.Steps),
                }
            );
        }

        Conclude(host, report, now);
    }

    /// <summary>Forgets the oldest runs of every host beyond the newest 200.</summary>
    public static async Task PruneAsync(PortalDb db, CancellationToken cancellationToken)
    {
        foreach (var host in await db.Hosts.Select(row => row.Id).ToListAsync(cancellationToken))
        {
            var oldest = await db
                .PreflightRuns.Where(run => run.HostId == host)
                .OrderByDescending(run => run.Id)
                .Skip(Kept)
                .Select(run => (long?)run.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (oldest is not null)
            {
                await db
                    .PreflightRuns.Where(run => run.HostId == host && run.Id <= oldest)
                    .ExecuteDeleteAsync(cancellationToken);
            }
        }
    }

    private static void Conclude(Data.Host host, PreflightReport report, DateTimeOffset now)
    {
        // In private mode the version is known from the app's own calls: a hidden one is no news then.
        var known = report.Reason == Reason.PrivateMode && host.Version is not null;
        var (state, reason) = known
            ? (ResourceState.Available, null)
            : (report.State, report.Reason);
        if (host.State != state || host.Reason != reason)
        {
            host.StateSince = now;
        }

        (host.State, host.Reason, host.Detail) = (state, reason, report.Detail);
        host.Version = report.Version ?? host.Version;
        host.CheckedAt = now;
        host.SeenFrom = report.From ?? host.SeenFrom;
        if (report.Certificates is not null)
        {
            (host.SeenCertificates, host.CertificateExpiresAt) = (
                report.Certificates,
                report.CertificateExpiresAt
            );
        }
    }
}
