using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

namespace Portal.Hosts;

/// <summary>Reads what was filled in about a network: the route that it describes, or every field to correct and how.</summary>
public sealed class ReadNetwork
{
    /// <param name="stored">The network that is changed: a secret that is left empty stays as it is there.</param>
    public static (NetworkRoute? Route, IReadOnlyDictionary<string, string> Problems) From(
        NetworkForm form,
        Network? stored = null
    )
    {
        var reading = new ReadNetwork();
        var route = reading.Read(form, stored);
        return (reading._problems.Count == 0 ? route : null, reading._problems);
    }

    private readonly Dictionary<string, string> _problems = [];

    private NetworkRoute Read(NetworkForm form, Network? stored)
    {
        var proxy = ReadProxy(form.ProxyUrl);
        var user = Trim(form.ProxyUser);
        var password = form.ProxyPassword;
        // An address that cannot be read is an address all the same.
        if (user is not null && Trim(form.ProxyUrl) is null)
        {
            Wrong(
                nameof(NetworkForm.ProxyUser),
                "A user without a proxy. Type the proxy's address, or leave the user empty."
            );
        }

        if (user is null && password is not null)
        {
            Wrong(
                nameof(NetworkForm.ProxyUser),
                "A password without a user. Type the proxy's user, too."
            );
        }

        if (user is not null && password is null && stored?.ProxyUser != user)
        {
            Wrong(nameof(NetworkForm.ProxyPassword), $"Type the password of {user} at the proxy.");
        }

        var (certificate, key) = ReadClient(form, stored);
        return new NetworkRoute(
            NetworkId: null,
            ChangedAt: default,
            proxy,
            user,
            password,
            ReadCertificates(
                form.CaCertificates,
                nameof(NetworkForm.CaCertificates),
                "of the authority's certificate"
            ),
            certificate,
            key,
            Lines(
                form.SourceAddresses,
                nameof(NetworkForm.SourceAddresses),
                line => IPAddress.TryParse(line, out var address) ? address.ToString() : null,
                "is not an address. Type addresses of this machine, one a line, for example 10.1.2.3."
            ),
            Lines(
                form.EgressRules,
                nameof(NetworkForm.EgressRules),
                line =>
                    EgressRule.Parse(line) is { } rule
                        ? $"{rule.Range}{(rule.Ports.Count == 0 ? "" : $" {string.Join(',', rule.Ports)}")}"
                        : null,
                "is not a rule. Type a range, and its ports if not all are meant: 10.20.0.0/16 443,8443."
            )
        );
    }

    private (string? Certificate, SecretText? Key) ReadClient(NetworkForm form, Network? stored)
    {
        var certificate = ReadCertificates(
            form.ClientCertificate,
            nameof(NetworkForm.ClientCertificate),
            "of the client certificate"
        );
        if (certificate is null)
        {
            // One that is no certificate was told about already.
            if (form.ClientKey is not null && Trim(form.ClientCertificate) is null)
            {
                Wrong(
                    nameof(NetworkForm.ClientCertificate),
                    "A key without its certificate. Paste the certificate, too."
                );
            }

            return (null, null);
        }

        if (form.ClientKey is not { } key)
        {
            if (stored?.ClientCertificate != certificate)
            {
                Wrong(
                    nameof(NetworkForm.ClientKey),
                    "Paste the private key of the client certificate. It is kept encrypted and never shown."
                );
            }

            return (certificate, null);
        }

        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        try
        {
            using var joined = key.With(all[0]);
            return (certificate, key);
        }
        catch (CryptographicException)
        {
            Wrong(
                nameof(NetworkForm.ClientKey),
                "This is not the private key of the client certificate, or it is encrypted with a passphrase. Paste the key in PEM, without a passphrase."
            );
            return (certificate, null);
        }
    }

    private string? ReadProxy(string? text)
    {
        if (Trim(text) is not { } typed)
        {
            return null;
        }

        if (
            !Uri.TryCreate(
                typed.Contains("://", StringComparison.Ordinal) ? typed : "http://" + typed,
                UriKind.Absolute,
                out var url
            ) || url.Scheme is not ("http" or "https" or "socks5")
        )
        {
            return Wrong(
                nameof(NetworkForm.ProxyUrl),
                $"“{typed}” is not the address of a proxy. Type it as http://proxy.example.com:3128 or socks5://proxy.example.com:1080."
            );
        }

        if (url.UserInfo.Length > 0)
        {
            return Wrong(
                nameof(NetworkForm.ProxyUrl),
                "The proxy's address holds a user name or password. Type them into their own fields, where they are kept encrypted."
            );
        }

        return url.Scheme == "socks5" && url.Port < 0
            ? $"socks5://{url.Authority}:1080"
            : url.GetLeftPart(UriPartial.Authority);
    }

    private string? ReadCertificates(string? text, string field, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return Wrong(
                field,
                "This holds a private key. Paste only certificates: the blocks that begin with -----BEGIN CERTIFICATE-----."
            );
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            if (certificates.Count > 0)
            {
                return certificates.ExportCertificatePems();
            }
        }
        catch (CryptographicException)
        {
            // Said below: nothing in the text is a certificate.
        }

        return Wrong(
            field,
            $"This is no certificate in PEM form. Paste the text {what}, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
        );
    }

    private string Lines(string? text, string field, Func<string, string?> read, string problem) =>
        string.Join(
            '\n',
            (text ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => read(line) ?? Wrong(field, $"“{line}” {problem}"))
        );

    private static string? Trim(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Notes what is wrong with a field, and gives nothing in place of what it holds; the first word about a field stands.</summary>
    private string? Wrong(string field, string sentence)
    {
        _problems.TryAdd(field, sentence);
        return null;
    }
}
