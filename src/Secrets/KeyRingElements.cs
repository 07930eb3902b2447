using System.Security.Cryptography;
using System.Xml.Linq;

namespace Portal.Secrets;

/// <summary>
/// Reads who encrypted an element of the Data Protection key ring, and encrypts its key material for another certificate.
/// </summary>
internal sealed class KeyRingElements(KeyRingCertificate certificate, ILoggerFactory loggers)
{
    // <key id="…">…<encryptedSecret decryptorType="…"><EncryptedData>…<X509Certificate>MIID…</X509Certificate>…
    // https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/key-storage-format
    private static readonly XName s_secret =
        XNamespace.Get("http://schemas.asp.net/2015/03/dataProtection") + "encryptedSecret";
    private static readonly XName s_certificate =
        XNamespace.Get("http://www.w3.org/2000/09/xmldsig#") + "X509Certificate";

    /// <summary>The key's id; null for what is not a key, such as a revocation.</summary>
    public static Guid? KeyOf(string xml) =>
        XElement.Parse(xml) is { Name.LocalName: "key" } element
            ? (Guid?)element.Attribute("id")
            : null;

    /// <summary>SHA-256 of the certificate that encrypted the element's key, in hexadecimal; null where nothing is encrypted.</summary>
    public static string? WrapperOf(string xml) =>
        XElement.Parse(xml).Descendants(s_certificate).FirstOrDefault() is { } found
            ? Convert.ToHexString(SHA256.HashData(Convert.FromBase64String(found.Value)))
            : null;

    /// <summary>The same element, its key encrypted for the portal's present certificate.</summary>
    public string Rewrap(string xml)
    {
        var element = XElement.Parse(xml);
        foreach (var secret in element.Descendants(s_secret).ToList())
        {
            var open = certificate.Open(secret.Elements().Single());
            var closed = new KeyRingEncryptor(certificate, loggers).Encrypt(open);
            secret.SetAttributeValue("decryptorType", closed.DecryptorType.AssemblyQualifiedName);
            secret.ReplaceNodes(closed.EncryptedElement);
        }

        return element.ToString(SaveOptions.DisableFormatting);
    }
}
