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
    /// <exception cref="CryptographicException">A private key that is not an RSA key in PEM.</exception>
    /// <remarks>
    /// Encrypting may need a new key, and storing that waits for whoever writes: put before the transaction begins, or
    /// <see cref="Prepare"/> before it does.
    /// </remarks>
    public void Put(PortalDb db, Guid owner, SecretField field, SecretText secret) =>
        db.Secrets.Add(
            new Secret
            {
                Id = Guid.NewGuid(),
                OwnerId = owner,
                Field = field,
                Ciphertext = Protector(owner, field)
                    .Protect(Encoding.UTF8.GetBytes(secret.Reveal())),
                Fingerprint =
                    field == SecretField.PrivateKey ? OfPem(secret) : Fingerprint.OfRandom(secret),
                CreatedAt = time.GetUtcNow(),
            }
        );

    /// <summary>Sees to it that there is a key to encrypt with, so that a transaction can put without making one.</summary>
    public void Prepare() => Protector(Guid.Empty, default).Protect([]);

    /// <summary>The newest secret of this field, or null when there is none.</summary>
    public async Task<SecretText?> GetAsync(
        Guid owner,
        SecretField field,
        CancellationToken cancellationToken
    ) => (await GetAllAsync(owner, field, cancellationToken)).FirstOrDefault();

    /// <summary>All current secrets of this field, newest first: during a rotation there are two.</summary>
    public async Task<IReadOnlyList<SecretText>> GetAllAsync(
        Guid owner,
        SecretField field,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Secrets.AsNoTracking()
            .Where(secret => secret.OwnerId == owner && secret.Field == field)
            .OrderByDescending(secret => secret.CreatedAt)
            .Select(secret => secret.Ciphertext)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(ciphertext => new SecretText(
            Encoding.UTF8.GetString(Protector(owner, field).Unprotect(ciphertext))
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
            .Select(secret => new KeptSecret(secret.Field, secret.Fingerprint, secret.CreatedAt))
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

    /// <summary>Deletes what GitHub no longer accepts: manifest codes after their hour, persons' tokens after their eight.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (codes, tokens) = (now - TimeSpan.FromHours(1), now - TimeSpan.FromHours(8));
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        await db
            .Secrets.Where(secret =>
                (secret.Field == SecretField.ManifestCode && secret.CreatedAt < codes)
                || (secret.Field == SecretField.PersonToken && secret.CreatedAt < tokens)
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

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
public sealed record KeptSecret(SecretField Field, string Fingerprint, DateTimeOffset CreatedAt);
