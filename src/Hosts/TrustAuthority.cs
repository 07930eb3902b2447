using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>Adds an authority, whose fingerprint an administrator compared, to the network of a host.</summary>
public sealed class TrustAuthority(
    IDbContextFactory<PortalDb> dbs,
    SaveNetwork networks,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>A host without a network gets one of its own; a network serves all its hosts, so they trust it, too.</summary>
    public async Task RunAsync(
        Guid hostId,
        string pem,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.SingleAsync(row => row.Id == hostId, cancellationToken);
        if (host.Network is null)
        {
            host.Network = networks.Add(
                db,
                await SaveNetwork.FreeNameAsync(db, null, host.Name, cancellationToken)
            );
            host.NetworkId = host.Network.Id;
        }

        host.Network.CaCertificates = $"{host.Network.CaCertificates}\n{pem}".Trim();
        host.Network.ChangedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            $"trusted the authority {CertificateFacts.Read(pem)[0].Fingerprint} for the network",
            host.Network.Name,
            cancellationToken
        );
        changes.Publish(host.Network.Id);
    }
}
