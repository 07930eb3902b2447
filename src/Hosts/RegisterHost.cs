using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>What an administrator fills in to register a host.</summary>
public sealed class HostForm
{
    public string? Name { get; set; }
    public string? Url { get; set; }
    public string? CaCertificates { get; set; }
    public string? ProxyUrl { get; set; }
}

/// <summary>How a registration ended. Exactly one of the four cases.</summary>
public sealed record Registration
{
    /// <summary>The host's id, registered now or before.</summary>
    public Guid? HostId { get; private init; }

    /// <summary>True when a host with this address existed and is used again.</summary>
    public bool Existed { get; private init; }

    /// <summary>The field to correct and the sentence that says how.</summary>
    public (string Field, string Sentence)? Problem { get; private init; }

    /// <summary>What the probe saw, when it says that the host cannot be registered.</summary>
    public ProbeResult? Probe { get; private init; }

    /// <summary>The address was typed with a path or query, which is not used.</summary>
    public bool Shortened { get; private init; }

    internal static Registration Of(Guid id, bool shortened) =>
        new() { HostId = id, Shortened = shortened };

    internal static Registration Again(Guid id) => new() { HostId = id, Existed = true };

    internal static Registration Wrong(string field, string sentence) =>
        new() { Problem = (field, sentence) };

    internal static Registration Refused(ProbeResult probe) => new() { Probe = probe };
}

/// <summary>Registers a GitHub Enterprise Server after looking at it. Nothing is stored unless it is one that can be connected.</summary>
public sealed class RegisterHost(
    ProbeHost probe,
    IDbContextFactory<PortalDb> dbs,
    IOptions<PortalOptions> options,
    AuditLog audit,
    Changes changes,
    TimeProvider time
)
{
    public async Task<Registration> RunAsync(
        HostForm form,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var address = HostAddress.Read(form.Url, options.Value.AllowHttpHosts);
        if (address.WebUrl is null)
        {
            return Registration.Wrong(nameof(HostForm.Url), address.Problem!);
        }

        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, address.WebUrl, cancellationToken) is { } known)
        {
            return Registration.Again(known);
        }

        var name = string.IsNullOrWhiteSpace(form.Name)
            ? new Uri(address.WebUrl).Authority
            : form.Name.Trim();
        if (name.Length > 100)
        {
            return Registration.Wrong(
                nameof(HostForm.Name),
                $"The name has {name.Length} characters; 100 are possible."
            );
        }

        var (ca, caProblem) = ReadCertificates(form.CaCertificates);
        if (caProblem is not null)
        {
            return Registration.Wrong(nameof(HostForm.CaCertificates), caProblem);
        }

        var (proxy, proxyProblem) = ReadProxy(form.ProxyUrl);
        if (proxyProblem is not null)
        {
            return Registration.Wrong(nameof(HostForm.ProxyUrl), proxyProblem);
        }

        var endpoint = new GitHubEndpoint(address.WebUrl, address.WebUrl + "/api/v3", ca, proxy);
        var result = await probe.ProbeAsync(endpoint, cancellationToken);
        if (!result.MayRegister)
        {
            return Registration.Refused(
                result.Reason == Reason.NotHttps && options.Value.AllowHttpHosts
                    ? result with
                    {
                        Detail =
                            $"{result.Detail} If it speaks http, type http://{new Uri(address.WebUrl).Authority}.",
                    }
                    : result
            );
        }

        var host = Make(name, endpoint, result);
        db.Hosts.Add(host);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same address was registered in another tab meanwhile.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, address.WebUrl, cancellationToken) is { } other)
            {
                return Registration.Again(other);
            }

            throw;
        }

        await audit.WriteAsync(actor, "registered the host", host.WebUrl, cancellationToken);
        changes.Publish(host.Id);
        return Registration.Of(host.Id, address.Shortened);
    }

    private Data.Host Make(string name, GitHubEndpoint endpoint, ProbeResult result)
    {
        var now = time.GetUtcNow();
        return new Data.Host
        {
            Id = Guid.NewGuid(),
            Name = name,
            Flavor = HostFlavor.EnterpriseServer,
            WebUrl = endpoint.WebUrl,
            ApiUrl = endpoint.ApiUrl,
            CaCertificates = endpoint.CaCertificates,
            ProxyUrl = endpoint.ProxyUrl,
            State = result.State,
            Reason = result.Reason,
            Detail = result.Detail,
            StateSince = now,
            CheckedAt = now,
            Version = result.Version,
            CreatedAt = now,
        };
    }

    private static Task<Guid?> FindAsync(
        PortalDb db,
        string webUrl,
        CancellationToken cancellationToken
    ) =>
        db
            .Hosts.Where(host => host.WebUrl == webUrl)
            .Select(host => (Guid?)host.Id)
            .FirstOrDefaultAsync(cancellationToken);

    private static (string? Pem, string? Problem) ReadCertificates(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, null);
        }

        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return (
                null,
                "This holds a private key. Paste only certificates: the blocks that begin with -----BEGIN CERTIFICATE-----."
            );
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            if (certificates.Count > 0)
            {
                return (certificates.ExportCertificatePems(), null);
            }
        }
        catch (CryptographicException)
        {
            // Said below: nothing in the text is a certificate.
        }

        return (
            null,
            "This is no certificate in PEM form. Paste the text of the authority's certificate, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
        );
    }

    private static (string? Url, string? Problem) ReadProxy(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, null);
        }

        var typed = text.Trim();
        if (
            !Uri.TryCreate(
                typed.Contains("://", StringComparison.Ordinal) ? typed : "http://" + typed,
                UriKind.Absolute,
                out var url
            ) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        )
        {
            return (
                null,
                $"“{typed}” is not the address of an HTTP proxy. Type it as http://proxy.example.com:3128."
            );
        }

        return url.UserInfo.Length > 0
            ? (
                null,
                "The proxy's address holds a user name or password, which this portal cannot keep safely yet. Use a proxy that knows this machine by its address."
            )
            : (url.GetLeftPart(UriPartial.Authority), null);
    }
}
