using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Secret = Portal.Data.Secret;

namespace Portal.Secrets;

/// <summary>
/// Keeps secrets encrypted in the database: List, Get, Put, Delete and nothing else. Writing takes part in the caller's
/// transaction. A ciphertext opens only as the field of the owner that it was stored for.
/// </summary>
public sealed class SecretStore(
    IDataProtectionProvider protection,
    IDbContextFactory<PortalDb> dbs,
    TimeProvider time
)
{
    /// <summary>Adds the secret to <paramref name="db"/>; it is stored when the caller saves.</summary>
    /// <param name="after">The newest secret of the field so far: this one is newer, whatever the clock says.</param>
    /// <exception cref="CryptographicException">A private key that is not an RSA key in PEM.</exception>
    /// <remarks>
    /// Encrypting may need a new key, and storing that waits for whoever writes: put before the transaction begins, or
    /// <see cref="Prepare"/> before it does.
    /// </remarks>
    public Secret Put(
        PortalDb db,
        Guid owner,
        SecretField field,
        SecretText secret,
        DateTimeOffset? after = null
    )
    {
        var now = time.GetUtcNow();
        var row = new Secret
        {
            Id = Guid.NewGuid(),
            OwnerId = owner,
            Field = field,
            Ciphertext = Protector(owner, field).Protect(Encoding.UTF8.GetBytes(secret.Reveal())),
            Fingerprint = field switch
            {
                SecretField.PrivateKey => OfPem(secret),
                SecretField.ProxyPassword
                or SecretField.ManagePassword
                or SecretField.ChannelSecret => Fingerprint.OfPassword(),
                _ => Fingerprint.OfRandom(secret),
            },
            CreatedAt = now > after ? now : after?.AddMilliseconds(1) ?? now,
        };
        db.Secrets.Add(row);
        return row;
    }

    /// <summary>Sees to it that there is a key to encrypt with, so that a transaction can put without making one.</summary>
    public void Prepare() => Protector(Guid.Empty, default).Protect([]);

    /// <summary>The newest secret of this field, or null when there is none.</summary>
    public async Task<SecretText?> GetAsync(
        Guid owner,
        SecretField field,
        CancellationToken cancellationToken
    ) => (await GetAllAsync(owner, field, cancellationToken)).FirstOrDefault()?.Text;

    /// <summary>
    /// All secrets of this field that are valid now, newest first: during a rotation there are two. One whose time is up
    /// is not among them, also while it still waits to be destroyed.
    /// </summary>
    public async Task<IReadOnlyList<OpenedSecret>> GetAllAsync(
        Guid owner,
        SecretField field,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Secrets.AsNoTracking()
            .Where(secret =>
                secret.OwnerId == owner
                && secret.Field == field
                && (secret.RetiresAt == null || secret.RetiresAt > now)
            )
            .OrderByDescending(secret => secret.CreatedAt)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new OpenedSecret(
            row.Id,
            new SecretText(Encoding.UTF8.GetString(Open(row)))
        ));
    }

    /// <summary>What is kept for this owner, without opening it.</summary>
    public async Task<IReadOnlyList<KeptSecret>> ListAsync(
        Guid owner,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db
            .Secrets.AsNoTracking()
            .Where(secret => secret.OwnerId == owner)
            .OrderBy(secret => secret.Field)
            .ThenByDescending(secret => secret.CreatedAt)
            .Select(secret => new KeptSecret(
                secret.Field,
                secret.Fingerprint,
                secret.CreatedAt,
                secret.RetiresAt
            ))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Deletes secrets of an owner, within the caller's transaction if there is one; the database overwrites them with zeros.</summary>
    public static async Task DeleteAsync(
        PortalDb db,
        Guid owner,
        SecretField? field,
        CancellationToken cancellationToken
    ) =>
        await db
            .Secrets.Where(secret =>
                secret.OwnerId == owner && (field == null || secret.Field == field)
            )
            .ExecuteDeleteAsync(cancellationToken);

    /// <summary>Deletes all secrets of these owners, within the caller's transaction if there is one.</summary>
    public static Task DeleteAsync(
        PortalDb db,
        IQueryable<Guid> owners,
        CancellationToken cancellationToken
    ) =>
        db
            .Secrets.Where(secret => owners.Contains(secret.OwnerId))
            .ExecuteDeleteAsync(cancellationToken);

    /// <summary>
    /// Has everything older than this secret end at the moment given, or when it was to end anyway. Takes part in the
    /// caller's transaction. True when there was something that now ends earlier.
    /// </summary>
    public static async Task<bool> RetireOlderAsync(
        PortalDb db,
        Guid newest,
        DateTimeOffset end,
        CancellationToken cancellationToken
    ) =>
        await db
            .Secrets.Where(old =>
                (old.RetiresAt == null || old.RetiresAt > end)
                && db.Secrets.Any(secret =>
                    secret.Id == newest
                    && secret.OwnerId == old.OwnerId
                    && secret.Field == old.Field
                    && secret.CreatedAt > old.CreatedAt
                )
            )
            .ExecuteUpdateAsync(
                update => update.SetProperty(old => old.RetiresAt, end),
                cancellationToken
            ) > 0;

    /// <summary>
    /// Deletes what nobody accepts any more: manifest codes after their hour, persons' tokens after their eight, and what
    /// was replaced, at its end.
    /// </summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (codes, tokens) = (now - TimeSpan.FromHours(1), now - TimeSpan.FromHours(8));
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Secrets.Where(secret =>
                (secret.Field == SecretField.ManifestCode && secret.CreatedAt < codes)
                || (secret.Field == SecretField.PersonToken && secret.CreatedAt < tokens)
                || secret.RetiresAt <= now
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Encrypts these secrets with the newest key; how many there were. One that cannot be opened is left as it is.</summary>
    internal async Task<int> EncryptAgainAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var done = 0;
        foreach (
            var row in await db
                .Secrets.Where(secret => ids.Contains(secret.Id))
                .ToListAsync(cancellationToken)
        )
        {
            try
            {
                row.Ciphertext = Protector(row.OwnerId, row.Field).Protect(Open(row));
                done++;
            }
            catch (CryptographicException)
            {
                // Its key is lost: whoever needs it is told then.
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return done;
    }

    // A key that was revoked with a change of the certificate still opens what it closed, until that is closed again.
    private byte[] Open(Secret row) =>
        Protector(row.OwnerId, row.Field) is IPersistedDataProtector protector
            ? protector.DangerousUnprotect(
                row.Ciphertext,
                ignoreRevocationErrors: true,
                out _,
                out _
            )
            : throw new CryptographicException("The key ring opens nothing that was kept.");

    private IDataProtector Protector(Guid owner, SecretField field) =>
        protection.CreateProtector("Portal.Secrets", owner.ToString("N"), field.ToString());

    private static string OfPem(SecretText pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem.Reveal());
        }
        catch (ArgumentException)
        {
            // The exception's own message must not travel: it may quote what it could not read.
            throw new CryptographicException("The private key is not an RSA key in PEM.");
        }

        return Fingerprint.OfKey(key);
    }
}

/// <summary>A secret as pages may show it.</summary>
/// <param name="RetiresAt">When one that was replaced ends; null for one that is in use.</param>
public sealed record KeptSecret(
    SecretField Field,
    string Fingerprint,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RetiresAt = null
)
{
    /// <summary>"webhook secret", or "former webhook secret" where another has taken its place.</summary>
    public string Name => RetiresAt is null ? Words.Of(Field) : $"former {Words.Of(Field)}";
}

/// <summary>A secret that is valid now, and the row that it stands in.</summary>
public sealed record OpenedSecret(Guid Id, SecretText Text);
