using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;

namespace Portal.Webhooks;

/// <summary>Counts what is not taken in, so that somebody can find out why.</summary>
public sealed class RefuseDelivery(
    IDbContextFactory<PortalDb> dbs,
    GroupCommit commits,
    AuditLog audit
)
{
    private const string CountLate = """
        UPDATE "Tombstones" SET "LateDeliveries" = "LateDeliveries" + 1 WHERE "AppKey" = @p0
        """;

    /// <summary>No app has this address: one that ended may have had it.</summary>
    public async Task<Receipt> UnknownAsync(string appKey)
    {
        await using var db = await dbs.CreateDbContextAsync();
        if (!await db.Tombstones.AnyAsync(row => row.AppKey == appKey))
        {
            return Receipt.Unknown;
        }

        await commits.RunAsync(async writes => await writes.Execute(CountLate, appKey));
        return Receipt.Ended;
    }

    /// <summary>None of the app's secrets signed it: a row for each address and minute, with a count.</summary>
    public async Task<Receipt> UnsignedAsync(Guid app, string? signature, string? address)
    {
        // Asked without a secret, it tells what is wrong with the header alone.
        var check = WebhookSignature.Verify(signature, [], default).Check;
        await audit.CountAsync(
            "anonymous",
            $"sent a webhook with a {check.ToString().ToLowerInvariant()} signature for",
            $"app {app}",
            address
        );
        return Receipt.Refused;
    }
}
