using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Secrets;
using Portal.Tests.Harness;

namespace Portal.Tests.Secrets;

/// <summary>What is kept encrypted opens only in its own place, and what is deleted leaves nothing in the files.</summary>
public sealed class SecretStoreTests(SharedQuietPortal shared) : IClassFixture<SharedQuietPortal>
{
    private readonly Guid _owner = Guid.NewGuid();

    private QuietPortal Portal => shared.Portal;

    private SecretStore Store => Portal.Doors.Get<SecretStore>();

    [Fact]
    public async Task A_secret_comes_back_and_is_nowhere_in_the_files()
    {
        await PutAsync(SecretField.WebhookSecret, "It's a Secret to Everybody");

        var read = await Store.GetAsync(_owner, SecretField.WebhookSecret, Stop);

        Assert.Equal("It's a Secret to Everybody", read!.Reveal());
        Assert.DoesNotContain(
            "Secret to Everybody",
            Encoding.Latin1.GetString(FilesTogether()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_ciphertext_that_was_moved_to_another_owner_or_field_does_not_open()
    {
        await PutAsync(SecretField.ClientSecret, "0123456789abcdef");
        var other = Guid.NewGuid();
        await using var db = await Portal.Doors.OpenAsync();
        var row = await db
            .Secrets.AsNoTracking()
            .SingleAsync(secret => secret.OwnerId == _owner, Stop);
        foreach (
            var (owner, field) in new[]
            {
                (other, SecretField.ClientSecret),
                (_owner, SecretField.WebhookSecret),
            }
        )
        {
            db.Secrets.Add(
                new Secret
                {
                    Id = Guid.NewGuid(),
                    OwnerId = owner,
                    Field = field,
                    Ciphertext = row.Ciphertext,
                    Fingerprint = row.Fingerprint,
                    CreatedAt = row.CreatedAt,
                }
            );
        }

        await db.SaveChangesAsync(Stop);

        await Assert.ThrowsAsync<CryptographicException>(() =>
            Store.GetAsync(other, SecretField.ClientSecret, Stop)
        );
        await Assert.ThrowsAsync<CryptographicException>(() =>
            Store.GetAsync(_owner, SecretField.WebhookSecret, Stop)
        );
        Assert.NotNull(await Store.GetAsync(_owner, SecretField.ClientSecret, Stop));
    }

    [Fact]
    public async Task The_fingerprint_of_a_key_is_the_one_that_GitHub_shows()
    {
        using var key = RSA.Create(2048);
        await PutAsync(SecretField.PrivateKey, key.ExportRSAPrivateKeyPem());

        var kept = Assert.Single(await Store.ListAsync(_owner, Stop));

        Assert.Equal(
            "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo())),
            kept.Fingerprint
        );
    }

    [Theory]
    [InlineData("no key at all: hunter2")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----")]
    public async Task What_is_no_key_is_refused_without_being_quoted(string pem)
    {
        var refusal = await Assert.ThrowsAsync<CryptographicException>(() =>
            PutAsync(SecretField.PrivateKey, pem)
        );

        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_secret_leaves_no_ciphertext_in_the_files()
    {
        await PutAsync(SecretField.WebhookSecret, "one that goes");
        byte[] ciphertext;
        await using (var db = await Portal.Doors.OpenAsync())
        {
            ciphertext = await db
                .Secrets.Where(row => row.OwnerId == _owner)
                .Select(row => row.Ciphertext)
                .SingleAsync(Stop);
            Assert.Equal(Cleaning.Overwritten, await db.CleanAsync(Stop));
        }

        Assert.True(FilesTogether().AsSpan().IndexOf(ciphertext.AsSpan(20, 32)) >= 0);
        await using (var db = await Portal.Doors.OpenAsync())
        {
            await SecretStore.DeleteAsync(db, _owner, field: null, Stop);
            Assert.Equal(Cleaning.Overwritten, await db.CleanAsync(Stop));
        }

        Assert.True(FilesTogether().AsSpan().IndexOf(ciphertext.AsSpan(20, 32)) < 0);
    }

    private async Task PutAsync(SecretField field, string value)
    {
        await using var db = await Portal.Doors.OpenAsync();
        Store.Put(db, _owner, field, new SecretText(value));
        await db.SaveChangesAsync(Stop);
    }

    private byte[] FilesTogether() =>
        [
            .. Directory
                .GetFiles(Portal.Folder, "portal.db*")
                .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
                .SelectMany(ReadShared),
        ];

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
