using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Secrets;

/// <summary>How many elements of the key ring a certificate encrypts.</summary>
/// <param name="Present">It is the certificate that the portal uses now.</param>
/// <param name="Known">The portal has its key, so that it can open them.</param>
public sealed record WrappedBy(string Thumbprint, int Elements, bool Present, bool Known);

/// <summary>Which certificates protect the key ring, and how many secrets still wait for its newest key.</summary>
/// <param name="Problem">Why the certificate that is configured now is not used, in a sentence.</param>
/// <param name="HasFormer">A certificate of before is still at hand, whether it is needed or not.</param>
public sealed record KeyRingStatus(
    IReadOnlyList<WrappedBy> Certificates,
    int Secrets,
    int Waiting,
    string? Problem,
    bool HasFormer
);

/// <summary>
/// After a change of the certificate: encrypts every element of the key ring with the new one, and every secret with a fresh
/// key that the old certificate never protected. Then the old one is not needed any more. What is left to do is read from
/// the rows, so that a portal that was killed goes on.
/// </summary>
public sealed partial class RotateKeyRing(
    IDbContextFactory<PortalDb> dbs,
    KeyRingCertificate certificate,
    IKeyManager keys,
    IDataProtectionProvider protection,
    SecretStore secrets,
    ILoggerFactory loggers,
    AuditLog audit,
    Changes changes,
    TimeProvider time,
    ILogger<RotateKeyRing> log
)
{
    /// <summary>What <see cref="Changes"/> tells when the status has changed.</summary>
    public static readonly Guid Subject = new("6b1f5f0a-4a53-4d8e-9f2c-6a1d3a0c7e11");

    private const int Batch = 20;
    private static readonly TimeSpan s_keyLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async Task<KeyRingStatus> StatusAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var elements = await db.KeyRing.Select(row => row.Xml).ToListAsync(cancellationToken);
        var ciphertexts = await db
            .Secrets.Select(row => row.Ciphertext)
            .ToListAsync(cancellationToken);
        var newest = NewestKey();
        return new KeyRingStatus(
            [
                .. elements
                    .Select(KeyRingElements.WrapperOf)
                    .OfType<string>()
                    .GroupBy(wrapper => wrapper)
                    .Select(group => new WrappedBy(
                        group.Key,
                        group.Count(),
                        group.Key == certificate.Thumbprint,
                        certificate.Opens(group.Key)
                    ))
                    .OrderByDescending(one => one.Present),
            ],
            ciphertexts.Count,
            ciphertexts.Count(ciphertext => !IsUnder(newest, ciphertext)),
            certificate.Problem,
            certificate.HasFormer
        );
    }

    /// <summary>Whether settings or files name another certificate than before; it is in use from now on.</summary>
    public bool FindsAnother()
    {
        var before = certificate.Problem;
        var another = certificate.Reload();
        if (certificate.Problem is { } problem && problem != before)
        {
            LogUnreadable(problem);
        }

        if (certificate.Problem != before)
        {
            changes.Publish(Subject);
        }

        return another;
    }

    /// <summary>
    /// Encrypts the elements of the key ring with the present certificate, after a fresh key has taken the place of those
    /// that another one protected: they only open what exists until that is encrypted again. Quick; at the start, before
    /// anything is served.
    /// </summary>
    public async Task RewrapAsync(CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var foreign = (await db.KeyRing.AsNoTracking().ToListAsync(cancellationToken)).FindAll(
            row =>
                KeyRingElements.WrapperOf(row.Xml) is { } wrapper
                && wrapper != certificate.Thumbprint
        );
        foreach (var lost in foreign.Select(row => KeyRingElements.WrapperOf(row.Xml)!).Distinct())
        {
            if (!certificate.Opens(lost))
            {
                LogLost(lost);
            }
        }

        foreign.RemoveAll(row => !certificate.Opens(KeyRingElements.WrapperOf(row.Xml)!));
        if (foreign.Count == 0)
        {
            return;
        }

        // In this order: while one of them is left, a portal that was killed here does it again.
        Replace([.. foreign.Select(row => KeyRingElements.KeyOf(row.Xml)).OfType<Guid>()]);
        await Checkpoints.ReachAsync("key-ring-fresh-key");
        var elements = new KeyRingElements(certificate, loggers);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            foreach (var row in foreign)
            {
                var xml = elements.Rewrap(row.Xml);
                await db
                    .KeyRing.Where(kept => kept.Id == row.Id)
                    .ExecuteUpdateAsync(
                        update => update.SetProperty(kept => kept.Xml, xml),
                        cancellationToken
                    );
            }

            await transaction.CommitAsync(cancellationToken);
        }

        LogRewrapped(foreign.Count, certificate.Thumbprint);
        await audit.WriteAsync(
            Actor.Portal,
            $"encrypted {Words.Count(foreign.Count, "key", "keys")} of the key ring with the certificate",
            certificate.Thumbprint,
            cancellationToken
        );
        changes.Publish(Subject);
        await Checkpoints.ReachAsync("key-ring-rewrapped");
    }

    /// <summary>Encrypts every secret again that is not under the key ring's newest key, some at a time.</summary>
    /// <exception cref="TimeoutException">Data Protection still used an older key after ten seconds; nothing was changed.</exception>
    public async Task EncryptAgainAsync(CancellationToken cancellationToken)
    {
        var newest = NewestKey();
        // Before the looking: what is stored until then may still be under an older key, and has to be among what is found.
        await AwaitNewestAsync(newest, cancellationToken);
        var done = 0;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var waiting = (
            await db
                .Secrets.AsNoTracking()
                .Select(row => new { row.Id, row.Ciphertext })
                .ToListAsync(cancellationToken)
        )
            .Where(row => !IsUnder(newest, row.Ciphertext))
            .Select(row => row.Id)
            .ToList();
        foreach (var batch in waiting.Chunk(Batch))
        {
            done += await secrets.EncryptAgainAsync(batch, cancellationToken);
            changes.Publish(Subject);
            await Checkpoints.ReachAsync("secrets-encrypted-again");
        }

        if (done > 0)
        {
            await db.CleanAsync(cancellationToken);
            LogEncrypted(done);
            await audit.WriteAsync(
                Actor.Portal,
                "encrypted again with a fresh key",
                Words.Count(done, "secret", "secrets"),
                cancellationToken
            );
            changes.Publish(Subject);
        }
    }

    /// <summary>A fresh key takes over, and the old ones are revoked: sign-ins that they protect end.</summary>
    private void Replace(IReadOnlyCollection<Guid> old)
    {
        var all = keys.GetAllKeys();
        var replaced = all.Where(key => old.Contains(key.KeyId)).ToList();
        var last = replaced.Max(key => (DateTimeOffset?)key.CreationDate);
        var fresh =
            all.Where(key =>
                    !old.Contains(key.KeyId) && !key.IsRevoked && !(key.CreationDate <= last)
                )
                .MinBy(key => key.CreationDate)
            ?? keys.CreateNewKey(time.GetUtcNow(), time.GetUtcNow() + s_keyLifetime);
        if (replaced.Any(key => !key.IsRevoked))
        {
            keys.RevokeAllKeys(
                fresh.CreationDate,
                "Another certificate protects the key ring from now on."
            );
        }
    }

    /// <summary>Data Protection reads its key ring again in the background, and meanwhile goes on with the old one.</summary>
    private async Task AwaitNewestAsync(Guid newest, CancellationToken cancellationToken)
    {
        var protector = protection.CreateProtector("Portal.NewestKey");
        var begun = time.GetTimestamp();
        while (!IsUnder(newest, protector.Protect([0])))
        {
            if (time.GetElapsedTime(begun) > s_patience)
            {
                throw new TimeoutException(
                    "Data Protection did not begin to use the newest key of the key ring."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    private Guid NewestKey()
    {
        var now = time.GetUtcNow();
        return keys.GetAllKeys()
                .Where(key =>
                    !key.IsRevoked && key.ActivationDate <= now && key.ExpirationDate > now
                )
                .MaxBy(key => key.ActivationDate)
                ?.KeyId
            ?? Guid.Empty;
    }

    // A ciphertext begins with four bytes that say what it is, and the id of its key.
    // https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/authenticated-encryption-details
    private static bool IsUnder(Guid key, byte[] ciphertext) =>
        ciphertext.Length > 20 && new Guid(ciphertext.AsSpan(4, 16)) == key;

    [LoggerMessage(
        LogLevel.Information,
        "{Count} elements of the key ring are encrypted with the certificate {Thumbprint} now."
    )]
    private partial void LogRewrapped(int count, string thumbprint);

    [LoggerMessage(LogLevel.Information, "{Count} secrets are encrypted with the newest key now.")]
    private partial void LogEncrypted(int count);

    [LoggerMessage(
        LogLevel.Error,
        "The certificate of before stays in use for the key ring. {Problem}"
    )]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(
        LogLevel.Error,
        "A part of the key ring is encrypted with the certificate {Thumbprint}, which this portal does not have. Name its file in DataProtection:PreviousCertificates:0, or the secrets under it stay closed."
    )]
    private partial void LogLost(string thumbprint);
}
