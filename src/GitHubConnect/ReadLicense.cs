using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.GitHubConnect;

/// <summary>
/// Reads what the record keeps of a server's licence: through the server's Manage API, or from the licence file. Of a file
/// only the hash and the public key block are kept.
/// </summary>
public sealed class ReadLicense(
    IDbContextFactory<PortalDb> dbs,
    ManageApi manage,
    SecretStore secrets,
    OpenCredential credentials,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    /// <summary>No licence file is nearly as large.</summary>
    public const int MostBytes = 1024 * 1024;

    private const string KeyBegins = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private const string KeyEnds = "-----END PGP PUBLIC KEY BLOCK-----";

    /// <summary>Asks the Manage API; what went wrong, in a sentence, or null.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="keep">The password is kept, encrypted, for the weekly reading; else it is used this once.</param>
    public async Task<string?> FromServerAsync(
        Guid linkId,
        string address,
        string user,
        SecretText password,
        bool keep,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, linkId, cancellationToken) is not { } link)
        {
            return "This link does not exist any more.";
        }

        if (
            Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
        )
        {
            var server = new Uri(link.Server.WebUrl);
            if (url!.Host != server.Host || (url.Scheme == "http" && server.Scheme == "https"))
            {
                return $"The Manage API is a part of the server: its address begins with {server.Scheme}://{server.Host}, usually at port 8443.";
            }
        }
        else
        {
            return $"“{address}” is not an address. The Manage API listens at https://{new Uri(link.Server.WebUrl).Host}:8443 as a rule.";
        }

        var origin = url.GetLeftPart(UriPartial.Authority);
        LicenseFacts facts;
        try
        {
            facts = await manage.ReadLicenseAsync(
                GitHubEndpoint.Of(link.Server),
                origin,
                user,
                password,
                cancellationToken
            );
        }
        catch (GitHubException failure)
        {
            return failure.Message;
        }

        if (keep)
        {
            secrets.Prepare();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        Take(link, facts, $"the Manage API at {origin}");
        if (keep)
        {
            await KeepAsync(db, link, origin, user, password, actor, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            keep
                ? "read the licence, and kept the Manage API password, of"
                : "read the licence through the Manage API of",
            link.Server.Name,
            cancellationToken
        );
        changes.Publish(linkId);
        return null;
    }

    /// <summary>Asks the Manage API again with the password that is kept; why it failed, or null. Null, too, where none is kept.</summary>
    public async Task<string?> AgainAsync(Guid linkId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var link = await FindAsync(db, linkId, cancellationToken);
        var kept = link?.Credentials.Find(row => row.Kind == LinkCredentialKind.ManagePassword);
        if (kept is null)
        {
            return null;
        }

        try
        {
            if (
                await credentials.RunAsync(
                    linkId,
                    LinkCredentialKind.ManagePassword,
                    cancellationToken
                )
                is not { } password
            )
            {
                return null;
            }

            Take(
                link!,
                await manage.ReadLicenseAsync(
                    GitHubEndpoint.Of(link!.Server),
                    kept.Address!,
                    kept.Owner,
                    password,
                    cancellationToken
                ),
                $"the Manage API at {kept.Address}"
            );
            kept.Problem = null;
        }
        catch (GitHubException failure)
        {
            kept.Problem =
                failure.Failure == GitHubFailure.Rejected ? failure.Message : kept.Problem;
            await db.SaveChangesAsync(cancellationToken);
            return failure.Message;
        }

        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Takes hash and public key block from a licence file; what is wrong with it, in a sentence, or null.</summary>
    public async Task<string?> FromFileAsync(
        Guid linkId,
        Stream file,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        if (content.Length == 0)
        {
            return "The file is empty.";
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, linkId, cancellationToken) is not { } link)
        {
            return "This link does not exist any more.";
        }

        link.LicenseHash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
        link.LicensePublicKey = KeyIn(Encoding.Latin1.GetString(content.ToArray()));
        link.LicenseSource = "the licence file";
        link.LicenseReadAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            actor,
            "took hash and public key from the licence file of",
            link.Server.Name,
            cancellationToken
        );
        changes.Publish(linkId);
        return null;
    }

    private static string? KeyIn(string text)
    {
        var begin = text.IndexOf(KeyBegins, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : text.IndexOf(KeyEnds, begin, StringComparison.Ordinal);
        return end < 0 ? null : text[begin..(end + KeyEnds.Length)];
    }

    private void Take(Link link, LicenseFacts facts, string source)
    {
        var now = time.GetUtcNow();
        link.CustomerName = facts.Customer;
        link.LicenseSeats = facts.Seats;
        link.LicenseExpiresAt = facts.ExpiresAt;
        link.LicenseHash = facts.Hash;
        link.LicensePublicKey = facts.PublicKey;
        link.LicenseSource = source;
        link.LicenseReadAt = now;
        var need = link.Prerequisites.Find(row => row.Kind == PrerequisiteKind.License);
        if (need is not null && facts.IncludesConnect is { } includes)
        {
            need.Standing = includes ? Standing.Measured : Standing.Failed;
            need.Seen =
                $"The licence of {facts.Customer ?? "the server"} {(includes ? "includes" : "does not include")} GitHub Connect.";
            need.SeenAt = now;
        }
    }

    private async Task KeepAsync(
        PortalDb db,
        Link link,
        string address,
        string user,
        SecretText password,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await SecretStore.DeleteAsync(db, link.Id, SecretField.ManagePassword, cancellationToken);
        secrets.Put(db, link.Id, SecretField.ManagePassword, password);
        var row = LinkCredentials.Put(link, LinkCredentialKind.ManagePassword);
        (row.Owner, row.Address) = (user, address);
        (row.StoredAt, row.StoredBy, row.Problem) = (time.GetUtcNow(), actor.Name, null);
    }

    private static Task<Link?> FindAsync(
        PortalDb db,
        Guid linkId,
        CancellationToken cancellationToken
    ) =>
        db
            .Links.Include(row => row.Server)
            .Include(row => row.Prerequisites)
            .Include(row => row.Credentials)
            .AsSplitQuery()
            .SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken);
}
