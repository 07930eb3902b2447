using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>What can be changed of a registered host.</summary>
public sealed class HostChange
{
    public string? Name { get; set; }
    public string? WebUrl { get; set; }
    public string? ApiUrl { get; set; }
    public Guid? NetworkId { get; set; }
}

/// <summary>
/// Changes how a registered host is called and reached, after a preflight with the new settings. Its apps, connections and
/// history stay. What does not pass is not stored, unless the present settings do not pass either.
/// </summary>
public sealed class ChangeHost(
    Preflight preflight,
    PreflightHistory history,
    IDbContextFactory<PortalDb> dbs,
    IOptions<PortalOptions> options,
    AuditLog audit,
    Changes changes
)
{
    /// <returns>Null when it was changed; else the field to correct, or the report that spoke against it.</returns>
    public async Task<Registration> RunAsync(
        Guid hostId,
        HostChange change,
        Actor actor,
        CancellationToken cancellationToken,
        Action<PreflightStep>? tell = null
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.SingleAsync(row => row.Id == hostId, cancellationToken);
        var name = change.Name?.Trim() ?? "";
        if (name.Length is 0 or > 100)
        {
            return Registration.Wrong(
                nameof(HostChange.Name),
                "Give the host a name of 1 to 100 characters."
            );
        }

        var allowHttp = options.Value.AllowHttpHosts;
        var web = HostAddress.Read(change.WebUrl, allowHttp, host.Flavor);
        if (web.WebUrl is null || web.Flavor != host.Flavor)
        {
            return Registration.Wrong(
                nameof(HostChange.WebUrl),
                web.Problem
                    ?? $"This host is {HostWords.Of(host.Flavor)}, and that address is {HostWords.Of(web.Flavor)}. Register it as a host of its own."
            );
        }

        var (api, apiProblem) = HostAddress.ReadApi(change.ApiUrl, allowHttp);
        if (api is null)
        {
            return Registration.Wrong(nameof(HostChange.ApiUrl), apiProblem!);
        }

        if (
            await db.Hosts.AnyAsync(
                row => row.WebUrl == web.WebUrl && row.Id != hostId,
                cancellationToken
            )
        )
        {
            return Registration.Wrong(nameof(HostChange.WebUrl), "Another host has this address.");
        }

        var network = change.NetworkId is { } id
            ? await db.Networks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : null;
        if (change.NetworkId is not null && network is null)
        {
            return Registration.Wrong(
                nameof(HostChange.NetworkId),
                "This network was deleted meanwhile. Choose another."
            );
        }

        var report = await preflight.RunAsync(
            new GitHubEndpoint(web.WebUrl, api, NetworkRoute.Of(network), host.PinnedCertificate),
            host.Flavor,
            app: null,
            tell,
            cancellationToken
        );
        if (report.State == ResourceState.Error && host.State != ResourceState.Error)
        {
            return Registration.Refused(report);
        }

        (host.Name, host.WebUrl, host.ApiUrl) = (name, web.WebUrl, api);
        (host.NetworkId, host.Network) = (network?.Id, network);
        history.Take(db, host, report, actor);
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(actor, "changed the host", host.WebUrl, cancellationToken);
        changes.Publish(hostId);
        return Registration.Of(hostId, web.Shortened);
    }

    /// <summary>Accepts one certificate for the host in place of a trusted authority; null ends that.</summary>
    public async Task PinAsync(
        Guid hostId,
        string? fingerprint,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.SingleAsync(row => row.Id == hostId, cancellationToken);
        host.PinnedCertificate = fingerprint;
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            fingerprint is null
                ? "ended the pin of the certificate of"
                : $"pinned the certificate {fingerprint} for",
            host.WebUrl,
            cancellationToken
        );
        changes.Publish(hostId);
    }
}
